"""The functions of GeoSPARQL, on Shapely and PROJ: what queries may compute of shapes."""

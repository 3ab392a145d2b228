"""DCAT 3, as DCAT-AP 3.0.1 wants it: the catalogue, its files, and the versions of the dataset."""

"""What common English words are in Japanese: the texts are Japanese, whoever asks in English.

Everyday words of towns, traffic, health, work and administration, translated by hand; what is a
concept of the thesauri, a place or a programme has its labels there, and no row here. The first
translation is the usual one; all of them are looked for.
"""

from __future__ import annotations

from typing import Final

from search.text.folding import fold
from search.text.latin import stem

_WORDS: Final = """
accident 事故; account 口座; administration 行政; administrative 行政; adult 大人 成人
advice 助言 相談; aged 高齢; ageing 高齢化; aging 高齢化; agreement 協定; agriculture 農業
air 大気 空; aircraft 航空機; airport 空港; alarm 警報; ambulance 救急; analysis 分析
animal 動物 鳥獣; app アプリ; application 申請 アプリ; archive アーカイブ; area 地域 地区
arrival 到着; art 芸術 アート; assistance 支援; attendance 参加; automatic 自動; autumn 秋
baby 乳幼児; backup バックアップ; bank 銀行; bath 温泉 浴場; bay 湾; beach 海岸 海水浴; bear 熊
bed ベッド; bicycle 自転車; bike 自転車; bill 料金; bird 鳥 野鳥; blind 視覚障害; block 区画
boar 猪; board 掲示板 委員会; boat 船 ボート; book 図書; booking 予約; border 県境; bridge 橋 橋梁
broadcast 放送; building 建物 ビル; bus バス; business 事業 企業; camera カメラ; camp キャンプ
campus キャンパス; cancer がん; car 車 自動車; carbon 炭素 脱炭素; card カード; care 介護 ケア
cargo 貨物; carrier 運送; cart カート; cash 現金; cashless キャッシュレス; castle 城; cattle 牛
census 国勢調査; center センター; centre センター; certificate 証明書; charge 充電 料金
charger 充電器; charging 充電; child 子ども 子供; childcare 保育 子育て; children 子ども 子供
citizen 市民; city 市 都市; clean 清掃; cleaning 清掃; climate 気候; clinic 診療所
coast 沿岸 海岸; coastal 沿岸; coffee 喫茶; college 大学 短大; commerce 商業; commercial 商業
community 地域 コミュニティ; commute 通勤; commuter 通勤; commuting 通勤; company 企業 会社
connect 結ぶ 接続; connecting 結ぶ 接続; construction 建設 工事; consultation 相談
cooperation 連携; corridor 回廊; cost 費用; counselling 相談; countryside 農村; coupon クーポン
course 講座 コース; crime 犯罪 防犯; crop 作物; crossing 横断 踏切; crowd 混雑 人流; crowding 混雑
cruise クルーズ; cultural 文化; culture 文化; curb 縁石; currency 通貨; customer 利用者 顧客
cycle 自転車; cycling 自転車; dam ダム; data データ; daycare 保育; dealer 販売; deer 鹿
delivery 配送; demand 需要; dementia 認知症; dentist 歯科; destination 目的地; diagnosis 診断
digital デジタル; disability 障害; disabled 障害者; disaster 災害; discount 割引
disease 疾病 病気; dispatch 配車; display 表示; district 地区; dock 港; doctor 医師; dog 犬
downtown 中心市街地; drill 訓練; drinking 飲料; driver 運転手 運転者; driving 運転; drone ドローン
drug 医薬品 薬; earthquake 地震; economy 経済; education 教育; elderly 高齢者; election 選挙
electric 電気 電動; electricity 電力; elementary 小学校; elevator エレベーター
emergency 緊急 救急; emission 排出; employee 従業員 職員; employment 雇用; energy エネルギー
engineer 技術者; environment 環境; environmental 環境; equipment 設備; evacuation 避難
evacuee 避難者; exchange 交流; exhibition 展示; expo 万博; expressway 高速道路; face 顔
facility 施設; factory 工場; family 家族; fare 運賃; farm 農場 農地; farmer 農家
farming 農業 営農; fee 料金; ferry フェリー 航路; festival 祭り; field 圃場 フィールド
finance 財政 金融; fire 火災 消防; firefighter 消防; firm 企業; fish 魚 水産; fisher 漁業
fisherman 漁業者; fishery 漁業; fishing 漁業; fitness 健康; flat 平坦; flight 飛行 航空便
flood 洪水 浸水; flooding 浸水; fly 飛行; flying 飛行; food 食品 食; foot 徒歩; forecast 予測
foreign 外国人; foreigner 外国人; forest 森林; forestry 林業; freight 貨物; frequency 便数
fruit 果樹 果物; fuel 燃料; furniture 家具; game ゲーム; garbage ごみ; garden 庭園; gas ガス
gate 改札 ゲート; glass 眼鏡; golf ゴルフ; goods 物資; government 政府 行政; grandmother 高齢者
grape ぶどう; greenhouse ハウス; grid 送電; grocery 食料品; ground 地上; guidance 案内
guide 案内 ガイド; gym 体育館; hall 会館 庁舎; handicapped 障害者; harbor 港; harbour 港
hazard 危険 ハザード; health 健康 保健; healthcare 医療; heat 熱 猛暑; heating 暖房
helicopter ヘリコプター; heritage 遺産; highway 高速道路; hiking 登山; hill 丘 坂; history 歴史
home 自宅 住宅; hospital 病院; hot 温泉; hotel ホテル 宿泊; hour 時間; house 住宅; household 世帯
housing 住宅; human 人; hydrogen 水素; ice 氷 凍結; industrial 産業 工業; industry 産業
infection 感染; information 情報; infrastructure インフラ; inland 内陸; inn 旅館; insect 虫
inspection 点検; insurance 保険; internet インターネット; investment 投資; irrigation 水管理
island 島 離島; job 仕事 雇用; junior 中学校; kindergarten 幼稚園; labor 労働; laboratory 研究所
labour 労働; lake 湖; lamp 灯; land 土地; landing 着陸; landslide 土砂; lane 車線; language 言語
laundry 洗濯; law 法律; leaflet 冊子; learning 学習; level レベル; library 図書館; licence 免許
license 免許; light 照明; lighting 照明; line 路線; livestock 家畜 畜産; living 暮らし 生活
loan 貸出; local 地域; locker ロッカー; logistics 物流; loop 循環; lorry トラック; low 低
machine 機械; mail 郵便; maintenance 維持管理; mall 商業施設; management 管理; manufacturing 製造
map 地図; marine 海洋; market 市場; meal 食事; measurement 計測; medical 医療
medicine 医薬品 医療; meeting 会議; meter メーター; middle 中学校; mine 鉱山; mining 鉱山
mobility 移動 モビリティ; money 資金 お金; monitor 監視; monitoring 監視 見守り
monorail モノレール; mother 母親; mountain 山 山間; mountainous 山間; multilingual 多言語
museum 博物館 美術館; name 名; nature 自然; navigation 案内 ナビ; network ネットワーク
news ニュース; newspaper 新聞; newtown ニュータウン; night 夜間; noise 騒音; number 番号
nurse 看護; nursery 保育; nursing 看護 介護; obstacle 障害物; ocean 海; office 庁舎 事務所
official 職員; offshore 沖; oil 石油; old 高齢; olympic オリンピック; online オンライン
operator 事業者; orchard 果樹園; outing 外出; owner 所有者; parcel 荷物; parent 保護者; park 公園
parking 駐車; passenger 乗客; passport 旅券; path 経路; patient 患者; patrol 巡回; pavement 舗装
payment 決済; peak 混雑; pedestrian 歩行者; people 住民; person 人; pest 害虫; pet ペット
pharmacy 薬局; phone 電話; photo 写真; pier 桟橋; pilgrim 巡礼; pipe 管 配管; plane 飛行機
plant 工場 植物; plateau 高原; platform 基盤; player 選手; police 警察; pollution 汚染
pool プール; poor 貧困; port 港; post 郵便; postal 郵便; power 電力; prediction 予測
pregnant 妊婦; prescription 処方; prevention 予防; price 価格; procedure 手続; product 製品
production 生産; public 公共; pupil 児童; quality 品質; radio 無線; rail 鉄道; railway 鉄道
rain 雨 豪雨; rainfall 降雨; ramp 坂; reception 受付; recognition 認識; reconstruction 復興
recovery 復興 回復; recycling リサイクル; refuge 避難; registration 登録; rehabilitation リハビリ
remote 遠隔; rental レンタル 貸出; repair 補修 修繕; rescue 救助; research 研究; reservation 予約
resident 住民; residential 住宅地; resilience 防災; resort リゾート; restaurant 飲食店
retail 小売; rice 水稲 米; ride 乗車; ridesharing 相乗り; risk 危険; river 河川 川; road 道路
rocket ロケット; roof 屋根; room 室; roundtrip 往復; route 経路 路線; rural 農村; safety 安全
sale 販売; satellite 衛星; school 学校; science 科学; scooter キックボード; sea 海; season 季節
seat 座席; security 防犯; sediment 土砂; seminar セミナー; senior 高齢者; sensor センサー
service サービス; sewage 下水道; sewer 下水道; share 共有; sharing 共有 シェア; shelter 避難所
shinkansen 新幹線; ship 船舶; shop 店舗; shopper 買い物客; shopping 買物 買い物; shore 岸
shrine 神社; sidewalk 歩道; sightseeing 観光; signal 信号; ski スキー; skill 技能; slope 斜面 坂
smartphone スマートフォン; smoke 煙; snow 雪; snowfall 降雪; snowplough 除雪; snowplow 除雪
soil 土壌; solar 太陽光; space 宇宙 空間; speaker 講師; speech 音声; speed 速度; sport スポーツ
spot 拠点; spring 温泉 春; square 広場; stadium スタジアム; staff 職員; stairs 階段; standard 標準
startup スタートアップ; station 駅; statue 像; steering ハンドル; stop 停留所; storage 貯蔵
store 店舗; storm 嵐 豪雨; stray 迷子; stream 流れ; street 通り 街路; stroller ベビーカー
student 学生 生徒; suburb 郊外; suburban 郊外; subway 地下鉄; summer 夏; supermarket スーパー
supply 供給; surveillance 監視; survey 調査 測量; swimming 水泳; tablet タブレット; tank タンク
tax 税; taxi タクシー; tea 茶; teacher 教員; team チーム; telephone 電話; temperature 温度
temple 寺; terminal ターミナル; terrace 棚田; theatre 劇場; ticket 乗車券 チケット; tide 潮
timber 木材; timetable 時刻表; toilet トイレ; token トークン; toll 料金; tour 観光 ツアー
tourism 観光; tourist 観光客; tower 塔 タワー; town 町; toy 玩具; track 線路; tracking 追跡
tractor トラクター; trade 貿易; traffic 交通; trail 歩道; train 列車 電車; training 訓練 研修
tram 路面電車; transfer 乗り継ぎ; translation 翻訳; transport 交通 輸送; transportation 交通 輸送
trash ごみ; travel 旅行 移動; traveler 旅行者; traveller 旅行者; tree 樹木; trial 実証; trip 移動
truck トラック; tsunami 津波; tunnel トンネル; turbine 風車; typhoon 台風; university 大学
urban 都市; user 利用者; vaccine ワクチン; valley 谷; van ワゴン; vegetable 野菜; vehicle 車両
vessel 船舶; video 映像 動画; village 村; vineyard ぶどう園; virtual 仮想; visitor 来訪者 観光客
visually 視覚; voice 音声; volcano 火山; volunteer ボランティア; walk 歩行 徒歩; walking 歩行 徒歩
wall 壁; war 戦争; warehouse 倉庫; warning 警報; waste 廃棄物 ごみ; watching 見守り; water 水 水道
waterfront 臨海; wave 波; weather 気象 天気; website ホームページ; weed 雑草; wheelchair 車いす
wifi 無線; wild 野生; wildfire 山火事; wildlife 鳥獣 野生動物; wind 風力 風; wine ワイン
winter 冬 冬季; wireless 無線; woman 女性; women 女性; wood 木材; woodland 森林; work 仕事
worker 労働者; workshop 研修 講座; worship 参拝; young 若者; youth 若者; zone 区域; zoo 動物園
"""
"""English word, blank, its translations; rows end with a semicolon or the line."""


def _rows() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _WORDS.replace("\n", ";").split(";"):
        if row.strip():
            english, *japanese = row.split()
            found[stem(fold(english))] = tuple(japanese)
    return found


_TRANSLATIONS: Final = _rows()


def in_japanese(word: str) -> tuple[str, ...]:
    """Return what an English word is in Japanese, the usual translation first; often nothing.

    Args:
        word: folded; any form of it (buses, hospitals).
    """
    return _TRANSLATIONS.get(stem(word)) or _TRANSLATIONS.get(word.removesuffix("es"), ())

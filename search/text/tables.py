"""Character tables of the folding in :mod:`search.text.folding`.

The tables are plain strings of pairs, "from" then "to", so that a reader can check them by eye.
Nothing here is applied in a chain: a value is never a key of its own table (a test holds this).

Sources
-------
``RADICALS``: Unicode Character Database, ``EquivalentUnifiedIdeograph.txt`` (NFKC leaves nearly the
whole CJK Radicals Supplement alone), with the Japanese form where Unicode gives the simplified
Chinese one (⻓ to 長, not 长).
``RADICAL_CHOICES``: NFKC of four Kangxi radicals gives a form that Japanese text does not use.
``OLD_FORMS``: the 常用漢字表 (Cabinet notification no. 2 of 2010), whose parentheses give the older
form of a character, and the 人名用漢字別表 for the pairs outside it.
``NAME_FORMS``: variants that names of people and places are written with. A pair is here only if it
joins no two names of the municipality register (a test over the register holds this): 嶋 is not 島,
because 鹿嶋市 (Ibaraki) and 鹿島市 (Saga) are two cities.
"""

from __future__ import annotations

from typing import Final


def _pairs(text: str) -> dict[str, str]:
    """Read ``"ab cd"`` as ``{"a": "b", "c": "d"}``; raises ValueError on anything but pairs."""
    table: dict[str, str] = {}
    for pair in text.split():
        old, new = tuple(pair)
        table[old] = new
    return table


RADICALS: Final[dict[str, str]] = _pairs(
    "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 "
    "⺑𡯂 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 "
    "⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰糸 ⺱罒 "
    "⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艹 ⻀艹 ⻁虎 "
    "⻂衤 ⻃覀 ⻄西 ⻅見 ⻆角 ⻇𧢲 ⻈言 ⻉貝 ⻊𧾷 ⻋車 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐金 ⻑長 "
    "⻒镸 ⻓長 ⻔門 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韋 ⻚頁 ⻛風 ⻜飛 ⻝食 ⻞𩙿 ⻟飠 ⻠食 ⻡𩠐 "
    "⻢馬 ⻣骨 ⻤鬼 ⻥魚 ⻦鳥 ⻧鹵 ⻨麦 ⻩黄 ⻪黽 ⻫斉 ⻬斉 ⻭歯 ⻮歯 ⻯竜 ⻰竜 ⻱亀 "
    "⻲亀 ⻳亀"
)

RADICAL_CHOICES: Final[dict[str, str]] = _pairs("⼾戸 ⾭青 ⿈黄 ⿊黒")

OLD_FORMS: Final[dict[str, str]] = _pairs(
    "亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 圓円 鹽塩 緣縁 艷艶 "
    "應応 歐欧 毆殴 櫻桜 奧奥 橫横 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 槪概 擴拡 殼殻 "
    "覺覚 學学 嶽岳 樂楽 渴渇 鐮鎌 勸勧 卷巻 寬寛 歡歓 罐缶 觀観 關関 陷陥 顏顔 巖巌 歸帰 氣気 "
    "龜亀 僞偽 戲戯 犧犠 卻却 舊旧 據拠 擧挙 峽峡 挾挟 敎教 狹狭 鄕郷 堯尭 曉暁 區区 驅駆 勳勲 "
    "薰薫 徑径 惠恵 攜携 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 雞鶏 藝芸 擊撃 缺欠 儉倹 劍剣 圈圏 "
    "檢検 權権 獻献 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 礦鉱 號号 國国 黑黒 濟済 碎砕 "
    "齋斎 劑剤 﨑崎 册冊 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 姊姉 齒歯 兒児 辭辞 濕湿 實実 "
    "舍舎 寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 奬奨 將将 燒焼 稱称 證証 "
    "乘乗 剩剰 壤壌 孃嬢 條条 淨浄 疊畳 穰穣 讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図 "
    "粹粋 醉酔 穗穂 隨随 髓髄 數数 樞枢 瀨瀬 靜静 齊斉 攝摂 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 "
    "禪禅 雙双 壯壮 搜捜 插挿 爭争 窗窓 總総 聰聡 莊荘 裝装 騷騒 增増 臟臓 藏蔵 卽即 屬属 續続 "
    "墮堕 體体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 "
    "蟲虫 鑄鋳 廳庁 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 "
    "讀読 屆届 繩縄 貳弐 惱悩 腦脳 霸覇 廢廃 拜拝 賣売 麥麦 發発 髮髪 拔抜 蠻蛮 祕秘 濱浜 甁瓶 "
    "拂払 佛仏 竝並 變変 邊辺 辨弁 辯弁 瓣弁 舖舗 寶宝 豐豊 萠萌 襃褒 沒没 槇槙 飜翻 每毎 萬万 "
    "滿満 默黙 彌弥 藥薬 譯訳 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 遙遥 瑤瑶 來来 賴頼 亂乱 覽覧 "
    "龍竜 兩両 獵猟 綠緑 壘塁 勵励 禮礼 隸隷 靈霊 齡齢 戀恋 爐炉 勞労 樓楼 郞郎 祿禄 錄録 灣湾 "
    "亙亘 凜凛 曾曽 尙尚 戶戸 戾戻 步歩 涉渉 靑青 淸清 黃黄 虛虚 俠侠 晚晩 狀状 產産 眾衆 硏研 "
    "稅税 說説 銳鋭 閱閲 悅悦 脫脱 曆暦 歷歴 內内 兔兎 冰氷 凉涼 凈浄 寳宝 峯峰 彥彦 旣既 淚涙 "
    "潑溌 濤涛 礪砺 禱祷 穎頴 箏筝 萊莱 蔣蒋 蘆芦 藪薮 蘂蕊 蠅蝿 蠣蛎 蠟蝋 諫諌 賤賎 軀躯 邇迩 "
    "醬醤 鄰隣 靭靱 頰頬 頸頚 顚顛 餠餅 驒騨 鰺鯵 鴈雁 鶯鴬 鷗鴎 鹼鹸 麴麹 麵麺 黏粘 剝剥 塡填 "
    "噓嘘 嚙噛 囊嚢 壺壷 屛屏 幷并 搔掻 摑掴 攪撹 檜桧 檮梼 瀆涜 瘦痩 簞箪 繡繍 繫繋 蟬蝉 焰焔 "
    "竊窃 讚讃 豎竪 砿鉱 强強"
)

NAME_FORMS: Final[dict[str, str]] = _pairs(
    "髙高 邉辺 嶌島 隝島 冨富 舘館 渕淵 渊淵 濵浜 桝枡 埜野 邨村 竈釜 竃釜 釡釜 槗橋 𣘺橋 栁柳 "
    "桺柳 桒桑 舩船 𠮷吉 𠮟叱 靏鶴 靍鶴 嵜崎 籔薮 圡土 閒間 枩松 柗松 杦杉 栢柏 龝秋 秌秋 啟啓 "
    "曻昇 劔剣 劒剣 剱剣 躰体 軆体 冲沖 凾函 决決 况況 减減 恊協 潅灌 畧略 羣群 脉脈 裡裏 鈎鉤 "
    "阯址 駈駆 麪麺 熈熙 盖蓋 羮羹 輌輛"
)

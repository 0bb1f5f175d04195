"""Stop words by language: dropped from queries, but kept in the index.

Only articles, pronouns, prepositions, conjunctions, auxiliaries and question words are listed: a listed noun would
lose results, while a missing particle costs nothing, because common words weigh little anyway.
"""

_LISTS = {
    "en": """
        a about after all also am an and any are as at be been before being between both but by can could did
        do does doing down during each for from further had has have having he her here hers him his how i if
        in into is it its itself just me more most my no nor not of off on once only or other our ours out
        over own s same she should so some such t than that the their theirs them then there these they this
        those through to too under until up very was we were what when where which while who whom whose why
        will with would you your yours
    """,
    "fr": """
        a à ai as au aux avec c ce ces cet cette chez comme comment d dans de depuis des donc dont du elle
        elles en entre es est et eu eux il ils j je l la le les leur leurs lui m ma mais me même mes moi mon n
        ne nos notre nous on ont ou où par pas pour pourquoi qu quand que quel quelle quelles quels qui quoi s
        sa sans se sera ses si son sont sous sur t ta te tes toi ton tu un une vos votre vous y était étaient
        été être
    """,
    "es": """
        a al algo ante antes como con contra cual cuales cuando cuánto cuánta cuántos cuántas cuál cuáles
        cuándo cómo de del desde donde dónde durante e el ella ellas ellos en entre era eran es esa esas ese
        eso esos esta está estaba estas este esto estos están fue fueron ha han hasta hay la las le les lo los
        me mi mis muy más ni no nos nosotros o os otra otras otro otros para pero por porque que quien quienes
        quién quiénes qué se sea ser si sin sobre son su sus sí también te tu tus un una unas uno unos y ya yo
        él
    """,
    "de": """
        ab als am an auch auf aus bei bin bis das dass dem den der des die dies diese diesem diesen dieser
        dieses doch du durch ein eine einem einen einer eines er es für hat haben hatte hatten ich ihr ihre im
        in ist ja kann man mit nach nicht noch nur ob oder sein seine sich sie sind so über um und uns unter
        vom von vor wann war waren warum was weil welche welcher welches wem wen wenn wer werden wie wir wird
        wo wurde wurden zu zum zur
    """,
    "it": """
        a ad ai al alla alle allo agli anche che chi ci come con cosa cui da dai dal dalla dalle dallo dagli
        degli dei del dell della delle dello di dove e ed era erano gli ha hanno i il in io l la le lei li lo
        loro lui ma mi ne nei nel nella nelle nello negli noi non o per perché più quale quali quando quanto
        quella quelle quelli quello questa queste questi questo se si sia sono su sua sue sui sul sulla sulle
        sullo suo suoi ti tra tu un una uno voi è
    """,
    "pt": """
        a ao aos as com como da das de do dos e ela elas ele eles em entre era eram essa esse esta este eu foi
        foram há isso isto já lhe mais mas me mesmo na nas nem no nos não nós o onde os ou para pela pelas
        pelo pelos por porque quais qual quando quanto que quem se sem ser seu seus sua suas são também te tem
        um uma você à às é
    """,
    "nl": """
        aan al als bij dan dat de den der des deze die dit door een en er had hadden heb hebben heeft het hij
        hoe ik in is je kan maar me met mij mijn na naar niet nog nu of om onder ons ook op over te tot uit
        van voor waar waarom wanneer waren was wat we welke werd wie wij wordt zich zij zijn zo
    """,
}

STOP_WORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _LISTS.items()}

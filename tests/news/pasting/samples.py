"""HTML as word processors put it on the clipboard: their structure, with words of our own."""

GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-0e1d">
<h2 dir="ltr" style="line-height:1.38;"><span style="font-size:16pt;font-weight:400;">When it opens</span></h2>
<p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;">The tunnel opens </span>
<span style="font-weight:700;">in May</span><span style="font-weight:400;">, says </span>
<a href="https://www.google.com/url?q=https://tunnel.example/plan?a%3D1&amp;sa=D&amp;source=editors&amp;ust=17"
 style="text-decoration:none;"><span style="text-decoration:underline;">the builder</span></a>
<span style="font-weight:400;vertical-align:super;">2</span></p><br />
<ul style="margin-top:0;"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>Two tubes</span></p></li>
<ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>one for trains</span></p></li></ul></ul>
<div dir="ltr" align="left"><table><colgroup><col width="300" /></colgroup><tbody>
<tr><th scope="col"><p dir="ltr"><span>Year</span></p></th>
<th scope="col"><p dir="ltr"><span>Metres</span></p></th></tr>
<tr><td><p dir="ltr"><span>2026</span></p></td><td><p dir="ltr"><span>4,100</span></p></td></tr>
</tbody></table></div><img src="https://docs.example/picture.png" /></b>"""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head>
<body>
<!--StartFragment-->
<p class=MsoTitle>The tunnel<o:p></o:p></p>
<p class=MsoNormal>It opens <b>in May</b>.<o:p></o:p></p>
<h1>Who builds it<o:p></o:p></h1>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>&middot;<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Two firms<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span><![endif]>one from abroad<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>&middot;<span>&nbsp;</span></span><![endif]>A bank<o:p></o:p></p>
<p class=MsoNormal>In this order:<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>Dig<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp;</span></span><![endif]>Line<o:p></o:p></p>
<!--EndFragment--></body></html>"""

WORD_ONLINE = """<div class="OutlineElement">
<p class="Paragraph" role="heading" aria-level="2"><span>Who pays</span></p></div>
<div class="ListContainerWrapper"><ul class="BulletListStyle1" role="list"><li role="listitem" data-aria-level="1">
<p class="Paragraph"><span>The city</span></p></li></ul></div>
<div class="ListContainerWrapper"><ul class="BulletListStyle1" role="list"><li role="listitem" data-aria-level="1">
<p class="Paragraph"><span>The state</span></p></li></ul></div>"""

LIBREOFFICE = """<html><body lang="en-GB"><h3 class="western">What follows</h3>
<p style="line-height: 100%"><font face="Liberation Serif">A second tube.</font></p></body></html>"""

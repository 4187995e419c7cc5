"""Papers: what leaves the house with a title, a form and lines for signatures. Drawn from records, never typed twice.

Any room's data becomes a paper by building one of the shapes from plain data:

    from zhibu.ledger.papers.shapes import FormPaper, Grid, Field, Table, TableColumn, Signatures
    paper = FormPaper("党员目标管理责任书", [Grid([Field("姓名", "李晓明"), Field("岗位", "夜班带班")]), …])
    word_of(paper)      # bytes of a .docx             (zhibu.ledger.papers.word)
    pdf_of(paper)       # bytes of a .pdf, or Refused  (zhibu.ledger.papers.pdf)
    html_of(paper)      # the same on a page           (zhibu.ledger.papers.html)

`shapes` holds `OfficialDocument` (公文, GB/T 9704), `FormPaper` (tables and forms) and `Book` (chapters with contents
and page numbers). A paper that people can open is one `Paper` in `catalogue.PAPERS`: key, title, what it is drawn from,
`find` (the record, through its own `visible_to`) and `draw` (the record to a shape). Address, Word, PDF, print, and the
unit's own templates with their list of placeholders follow by themselves.
"""

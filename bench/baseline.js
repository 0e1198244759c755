// The baseline of bench/browser.py: the same marks as <mark> elements wrapped around the words by script.
(() => {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("mark { background: none; text-decoration: underline 2px teal } mark.on { background: #cfe5e8 }");
  document.adoptedStyleSheets.push(sheet);
  const paragraphs = [...document.querySelectorAll("#text [data-start]")];
  const wrap = (start, end, id) => {
    for (const paragraph of paragraphs) {
      const base = Number(paragraph.dataset.start);
      if (base >= end || Number(paragraph.dataset.end) <= start) continue;
      const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
      const parts = [];
      let at = base;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const from = Math.max(start, at);
        const to = Math.min(end, at + node.length);
        if (from < to) parts.push([node, from - at, to - at]);
        at += node.length;
      }
      for (const [node, from, to] of parts) {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        const mark = document.createElement("mark");
        mark.dataset.id = id;
        range.surroundContents(mark);
      }
    }
  };
  const began = performance.now();
  for (const { id, ranges } of data.annotations) for (const { start, end } of ranges) wrap(start, end, id);
  document.getElementById("text").addEventListener("pointerover", (event) => {
    for (const each of document.querySelectorAll("mark.on")) each.classList.remove("on");
    const id = event.target.closest("mark")?.dataset.id;
    if (id) for (const each of document.querySelectorAll(`mark[data-id="${id}"]`)) each.classList.add("on");
  });
  window.addOne = () => {
    const { start } = data.sentences[0] ? { start: data.sentences[0][0] } : { start: 0 };
    wrap(start + 3, start + 40, "new");
  };
  window.removeOne = () => {
    for (const mark of document.querySelectorAll('mark[data-id="new"]')) {
      const { parentNode } = mark;
      mark.replaceWith(...mark.childNodes);
      parentNode.normalize();
    }
  };
  return new Promise((done) =>
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))),
  );
})()

for (const th of document.querySelectorAll("th")) {
  const sort = () => {
    const body = th.closest("table").tBodies[0], at = th.cellIndex;
    const down = th.ariaSort === "ascending" ? -1 : 1;
    for (const other of th.parentNode.cells) other.ariaSort = null;
    th.ariaSort = down > 0 ? "ascending" : "descending";
    const key = row => row.cells[at].dataset.v ?? row.cells[at].textContent;
    const compare = (a, b) => isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
    body.append(...[...body.rows].sort((a, b) => down * compare(key(a), key(b))));
  };
  th.tabIndex = 0;
  th.onclick = sort;
  th.onkeydown = event => { if (event.key === "Enter") sort(); };
}

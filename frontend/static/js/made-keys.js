// A key that is made from a name as it is typed, until somebody writes another.
function keyFrom(name) {
  const plain = name.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "");
  const trimmed = (text) => text.replace(/^-+|-+$/g, "");
  return trimmed(trimmed(plain.replace(/[^a-z0-9]+/g, "-")).slice(0, 63));
}

for (const key of document.querySelectorAll("[data-made-from]")) {
  const name = document.getElementById(key.dataset.madeFrom);
  let made = keyFrom(name.value);
  name.addEventListener("input", () => {
    const follows = key.value === "" || key.value === made;
    made = keyFrom(name.value);
    if (follows) key.value = made;
  });
}

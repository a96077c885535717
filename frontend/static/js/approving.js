// What is approved or held goes with the words that were just written, kept or not.
const GOES_ALONG = /\/(complete|hold|release)$/;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const words = detail.elt.closest("[data-task]")?.querySelector(".edit form");
  if (!words || detail.elt === words || !GOES_ALONG.test(detail.path)) return;
  const fields = [words.elements.subject, words.elements.text];
  if (fields.every((field) => field.value === field.defaultValue)) return;
  for (const field of fields) detail.parameters[field.name] = field.value;
});

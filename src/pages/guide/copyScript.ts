/**
 * The script in the page. A file that is opened from a disk may be refused the clipboard interface, so the older way, by a selected
 * text, comes second; where both fail, the page says so.
 */
export const copyScript = `
const status = document.getElementById("status");
let hiding;
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", () => copyFor(button));
}

async function copyFor(button) {
  const copied = await copy(document.getElementById(button.dataset.copies).textContent);
  if (copied) button.classList.add("copied");
  if (copied) button.firstElementChild.textContent = button.dataset.copied;
  status.textContent = copied ? button.textContent : status.dataset.failed;
  clearTimeout(hiding);
  hiding = setTimeout(() => status.replaceChildren(), 5000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const field = document.createElement("textarea");
  const focused = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused.focus();
  return copied;
}
`;

// Shows the progress of work in the background without reloading the page, until the work has ended.
const shown = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now?.hasAttribute("data-at-work")) {
      location.reload();
      return;
    }
    shown.innerHTML = now.innerHTML;
  }
  setTimeout(look, 2000);
}

if (shown?.hasAttribute("data-at-work")) setTimeout(look, 1000);

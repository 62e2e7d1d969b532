/* The page that verifies, with less waiting: a file dropped anywhere on it, a picture from the
   clipboard, and each check as it is made.  Without this script the form does the same.

   The server answers lines of JSON; their HTML is made and escaped there. */

const find = (id) => document.getElementById(id);
const form = find("form"), badge = find("badge"), file = find("file");
const answer = find("answer"), problem = find("problem"), ready = find("ready");
const copyOf = (id) => find(id).content.cloneNode(true);
const says = (name) => copyOf("says").querySelector(`[data-says="${name}"]`);

let asking; // The question under way, if there is one.

/** Yield each line of JSON in the body of *response*. */
async function* linesOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

/** Ask what the form asks, and show what is answered as it comes. */
async function ask() {
  asking?.abort();
  const question = asking = new AbortController();
  const text = badge.value, picked = file.files[0];
  answer.replaceChildren(copyOf("progress"));
  document.title = says("title").textContent;
  problem.replaceChildren();
  ready.textContent = "";
  badge.removeAttribute("aria-invalid");
  const progress = answer.firstElementChild, steps = progress.querySelector("ul");
  progress.querySelector("[data-cancel]").onclick = () => {
    question.abort();
    end(says("cancelled"));
    badge.focus();
  };
  progress.scrollIntoView({ block: "nearest" });
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new FormData(form), signal: question.signal,
      headers: { Accept: "application/x-ndjson" },
    });
    if (!response.headers.get("Content-Type").includes("ndjson")) return refused(await response.json());
    for await (const { kind, html, title } of linesOf(response)) {
      if (kind === "step") steps.insertAdjacentHTML("beforeend", html);
      else if (kind === "problem") return refused({ html });
      else {
        // What stays would be asked again in place of the next, unless that stands here already.
        if (badge.value === text) badge.value = "";
        if (file.files[0] === picked) file.value = "";
        return answered(html, title);
      }
    }
    throw new TypeError("The answer has no end.");
  } catch {
    if (!question.signal.aborted) lost();
  }
}

/** Show *message* in place of progress. */
function end(message) {
  answer.replaceChildren();
  problem.replaceChildren(message);
}

function answered(html, title) {
  answer.innerHTML = html;
  document.title = title;
  find("ask").className = "again";
  document.querySelector(".masthead").replaceChildren(copyOf("another"));
  offerCopies();
  find("verdict").focus({ preventScroll: true });
  answer.scrollIntoView();
}

function refused({ html, title, detail }) {
  end("");
  if (html) problem.innerHTML = html;
  else problem.textContent = `${title}. ${detail}`;
  badge.setAttribute("aria-invalid", "true");
  badge.focus();
}

function lost() {
  const message = says("lost");
  message.setAttribute("role", "alert");
  message.querySelector("[data-plain]").onclick = () => form.submit();
  end(message);
}

/** Make each button with `data-copy` copy the field of that name. */
function offerCopies() {
  for (const button of answer.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.onclick = async () => {
      const field = find(button.dataset.copy);
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        if (!document.execCommand("copy")) return; // It is selected: the reader can copy it.
      }
      find("copied").textContent = says("copied").textContent;
    };
  }
}

/** Take the file or text in *data*, a DataTransfer; return whether there was one. */
function take(data) {
  const text = data.getData("text/uri-list") || data.getData("text/plain");
  if (data.files.length) {
    const first = new DataTransfer();
    first.items.add(data.files[0]);
    file.files = first.files;
    badge.value = "";
  } else if (text) {
    file.value = "";
    badge.value = text;
  } else {
    return false;
  }
  ready.textContent = says("ready").textContent;
  form.querySelector(".primary").focus();
  return true;
}

/** Ask about the badge that stands behind the # of this page's address, if one does. */
function arrive() {
  const found = new URLSearchParams(location.hash.slice(1)).get("badge");
  if (!found) return;
  file.value = "";
  badge.value = found;
  ask();
}

// A badge is a text or a file: whichever came last.
badge.addEventListener("input", () => {
  if (badge.value.trim()) file.value = ready.textContent = "";
});
file.addEventListener("change", () => {
  if (file.files.length) badge.value = "";
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("dropping");
});
for (const name of ["drop", "dragleave", "dragend"]) {
  addEventListener(name, () => form.classList.remove("dropping"));
}
addEventListener("drop", (event) => {
  event.preventDefault();
  take(event.dataTransfer);
});
addEventListener("paste", (event) => {
  const isTyping = event.target.matches?.("input, textarea") && !event.clipboardData.files.length;
  if (!isTyping && take(event.clipboardData)) event.preventDefault();
});
addEventListener("hashchange", arrive);
for (const hint of document.querySelectorAll("[data-with-script]")) hint.hidden = false;
offerCopies();
arrive();

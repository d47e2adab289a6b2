// What a hostile page, or a hostile environment in its worker, would try: each attempt asks a
// stranger for something, or runs text as code. Gives what the browser said to each.
//
// `staying` leaves out the form, which without a CSP would take the page away.
//
// From a timer: what a test's driver itself evaluates is not bound by the CSP.
(stranger, staying) =>
  new Promise((resolve) => {
    const event = (target, good, bad) =>
      new Promise((done, fail) => {
        target[good] = done;
        target[bad] = () => fail(new Error("refused"));
      });
    const add = (name, words) =>
      document.body.appendChild(Object.assign(document.createElement(name), words));

    const anywhere = {
      fetch: (host) => fetch(`http://${host}/fetch`, { mode: "no-cors" }),
      module: (host) => import(`http://${host}/module`),
      socket: (host) => event(new WebSocket(`ws://${host}/socket`), "onopen", "onerror"),
      events: (host) => event(new EventSource(`http://${host}/events`), "onopen", "onerror"),
    };
    const code = {
      eval: () => (0, eval)("1"),
      function: () => new Function("return 1")(),
    };
    const page = {
      ...anywhere,
      image: (host) => event(add("img", { src: `http://${host}/image` }), "onload", "onerror"),
      script: (host) => event(add("script", { src: `http://${host}/script` }), "onload", "onerror"),
      inline: () => {
        add("script", { textContent: "window.ran = 1" });
        if (window.ran === undefined) throw new Error("refused");
      },
      // Of these the browser does not tell how they ended: the witness does.
      style: (host) => void add("link", { rel: "stylesheet", href: `http://${host}/style` }),
      prefetch: (host) => void add("link", { rel: "prefetch", href: `http://${host}/prefetch` }),
      beacon: (host) => void navigator.sendBeacon(`http://${host}/beacon`, "x"),
      ping: (host) => add("a", { href: "#", ping: `http://${host}/ping` }).click(),
      frame: (host) => void add("iframe", { src: `http://${host}/frame` }),
      form: (host) => add("form", { action: `http://${host}/form`, method: "post" }).submit(),
    };

    if (staying) delete page.form;

    const outcomes = async (attempts, host) => {
      const said = {};
      for (const [name, attempt] of Object.entries(attempts)) {
        try {
          await attempt(host);
          said[name] = "done";
        } catch {
          said[name] = "refused";
        }
      }
      return said;
    };
    const text = (attempts) =>
      Object.entries(attempts).map(([name, attempt]) => `${name}: ${attempt}`);
    const worker = `
      const event = ${event};
      const attempts = { ${text({ ...anywhere, ...code }).join(",\n")} };
      (${outcomes})(attempts, "${stranger}").then(postMessage);
    `;
    const inWorker = () => {
      const blob = new Blob([worker], { type: "text/javascript" });
      const started = new Worker(URL.createObjectURL(blob), { type: "module" });
      return new Promise((done, fail) => {
        started.onmessage = ({ data }) => done(data);
        started.onerror = fail;
      });
    };
    setTimeout(async () =>
      resolve({ page: await outcomes(page, stranger), worker: await inWorker() }),
    );
  })

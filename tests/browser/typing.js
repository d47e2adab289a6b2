// What many hands do, in the page: real events of the keyboard, at random times.

(() => {
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const isRunning = () => document.activeElement?.matches("canvas.screen") === true;

  function press(type, code, more = {}) {
    const event = new KeyboardEvent(type, { code, bubbles: true, cancelable: true, ...more });
    (document.activeElement ?? document.body).dispatchEvent(event);
    return event.timeStamp;
  }

  /** Taps of 5 ms, each after a random pause; the time of each going down. */
  async function tap(code, count, meanMs) {
    const times = [];
    for (let i = 0; i < count; i++) {
      await wait(Math.max(0, -Math.log(1 - Math.random()) * meanMs - 5));
      times.push(press("keydown", code));
      await wait(5);
      press("keyup", code);
    }
    return times;
  }

  /** Everything at once, for a moment: keys, a gamepad, a window that loses the focus. */
  async function storm(codes) {
    const down = new Set();
    const one = (all) => all[Math.floor(Math.random() * all.length)];
    for (let i = 0; i < 20; i++) {
      const kind = Math.random();
      const code = one(codes);
      if (kind < 0.65) {
        const goesDown = !down.has(code);
        press(goesDown ? "keydown" : "keyup", code);
        if (goesDown) down.add(code);
        else down.delete(code);
      } else if (kind < 0.75) {
        for (const held of down) press("keydown", held, { repeat: true });
      } else if (kind < 0.9) {
        const button = window.pad.buttons[0];
        button.pressed = !button.pressed;
      } else if (kind < 0.95) dispatchEvent(new Event("blur"));
      else press(one(["keydown", "keyup"]), "MetaLeft");
      if (Math.random() < 0.5) await wait(Math.random() * 12);
    }
    window.pad.buttons[0].pressed = false;
    for (const held of down) press("keyup", held);
    // The gamepad is looked at in each frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now();
  }

  window.hands = { tap, storm, isRunning };
})();

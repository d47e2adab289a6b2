// The time from navigation to the first observation, as plain Pyodide gives it.
const worker = new Worker("worker.js", { type: "module" });
worker.onmessage = ({ data }) => {
  performance.mark("baseline:first-observation");
  document.body.textContent = data;
};

/** Stands in for the package `ws`, which Pyodide imports under Node: a rerun opens no connection. */

export default null;

// Runs inside the page: the independent engine over the same households as XML documents.
const loaded = {};

function load(name) {
  if (!loaded[name]) {
    const module = { exports: {} };
    loaded[name] = module;
    window.oracleModules[name](module, module.exports, (wanted) => {
      if (wanted === "node-forge") return window.forge;
      const parts = name.split("/").slice(0, -1);
      for (const part of wanted.split("/")) {
        if (part === "..") parts.pop();
        else if (part !== ".") parts.push(part);
      }
      return load(parts.join("/"));
    });
  }
  return loaded[name].exports;
}

const documents = {};
const evaluator = load("openrosa-xpath")();
const TYPES = { number: XPathResult.NUMBER_TYPE, string: XPathResult.STRING_TYPE, boolean: XPathResult.BOOLEAN_TYPE };

window.openHouseholds = (texts) => {
  for (const [name, text] of Object.entries(texts)) {
    documents[name] = new DOMParser().parseFromString(text, "text/xml");
  }
};

window.ask = (cases) =>
  cases.map(([household, at, expression, type]) => {
    const document = documents[household];
    const node = document.evaluate(at, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null).singleNodeValue;
    try {
      const result = evaluator.evaluate(expression, node, null, TYPES[type]);
      if (type === "boolean") return ["boolean", String(result.booleanValue)];
      return type === "number" ? ["number", String(result.numberValue)] : ["string", result.stringValue];
    } catch (error) {
      return ["error", String(error.message).slice(0, 80)];
    }
  });

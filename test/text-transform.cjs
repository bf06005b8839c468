'use strict';
// The same as esbuild's text loader, for Jest.
exports.process = (source) => ({ code: `module.exports = ${JSON.stringify(source)};` });

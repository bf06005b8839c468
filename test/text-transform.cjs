'use strict';
const { hash } = require('node:crypto');
const { readFileSync } = require('node:fs');

// The same as esbuild's text loader, for Jest, which hands a source over without its #! line.
exports.process = (_, path) => ({ code: `module.exports = ${JSON.stringify(readFileSync(path, 'utf8'))};` });
exports.getCacheKey = (_, path) => hash('sha256', `${path}\n${readFileSync(path, 'utf8')}`);

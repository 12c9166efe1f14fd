const { ModuleMocker } = require('jest-mock');

/** Specs run in Node's own realm, not in a `vm` context of Jest's. */
module.exports = class NodeItself {
  constructor() {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = null;
  }

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  async setup() {}

  async teardown() {}
};

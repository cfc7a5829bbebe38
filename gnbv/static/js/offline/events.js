// One bus per document. What every tab must know also goes over a BroadcastChannel.

export class Bus extends EventTarget {
  constructor(channel = 'gnbv') {
    super();
    if (!globalThis.BroadcastChannel) return;
    this.channel = new BroadcastChannel(channel);
    this.channel.onmessage = ({ data }) => this.emit(data.name, data.detail);
    this.channel.unref?.();
  }

  emit(name, detail = {}) {
    this.dispatchEvent(Object.assign(new Event(name), { detail }));
  }

  tell(name, detail = {}) {
    this.emit(name, detail);
    this.channel?.postMessage({ name, detail });
  }

  on(name, listener, options) {
    this.addEventListener(name, event => listener(event.detail), options);
  }

  close() {
    this.channel?.close();
  }
}

// A second tab asks an unlocked one for the data key, so that one PIN opens both. What travels is a
// CryptoKey that cannot be exported, and a channel reaches this origin only.

export const ANSWER_MS = 150;

export class KeyShare {
  constructor(name, vault) {
    this.vault = vault;
    if (!globalThis.BroadcastChannel) return;
    this.channel = new BroadcastChannel(`gnbv-key-${name}`);
    this.channel.onmessage = ({ data }) => {
      if (data.ask && vault.open) this.channel.postMessage({ key: vault.key });
      if (data.key) this.heard?.(data.key);
    };
    this.channel.unref?.();
  }

  ask() {
    return new Promise(resolve => {
      if (!this.channel) return resolve(false);
      const timer = setTimeout(() => { this.heard = null; resolve(false); }, ANSWER_MS);
      this.heard = key => {
        clearTimeout(timer);
        this.heard = null;
        this.vault.adopt(key);
        resolve(true);
      };
      this.channel.postMessage({ ask: true });
    });
  }

  close() { this.channel?.close(); }
}

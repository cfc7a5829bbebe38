// One round of asking the commune for what is new: at most once a minute unless a person asks, one tab at a time.
import { part } from './late.js';
import { hold } from './locks.js';

const AGE_MS = 60_000;

export class KitRound {
  #at = 0;

  // `say({kit})` tells how far the first kit is.
  constructor({ kit, vault, owner, drafts, outbox, clock, bus }, say) {
    Object.assign(this, { kit, vault, owner, drafts, outbox, clock, bus, say });
  }

  async bring(asked) {
    const now = this.clock.now();
    // A clock set back since must not keep the kit old.
    if (!this.vault.open || !asked && now >= this.#at && now - this.#at < AGE_MS) return;
    const { fetchKit } = await part(() => import('./fetch-kit.js'));
    const release = await hold(`gnbv-kit-${this.kit.store.name}`);
    if (!release) return;
    let told = false;
    // Somebody waits for the first kit: how far it is, and what came may be worked with.
    const onpage = ({ done, of }) => {
      told = true;
      this.say({ kit: { done, of } });
      this.bus.tell('kit', { at: null, changed: done, by: this.kit.id });
    };
    try {
      // Another tab may have applied a page since this one looked.
      await this.kit.load();
      const { changed } = await fetchKit(this.kit, { device: this.owner.device, used: () => this.drafts.uses(), now: this.clock.now,
        ...!this.kit.complete && { onpage } });
      this.#at = now;
      this.clock.kitToday = this.kit.today;
      await this.outbox.applyReceipts();
      this.bus.tell('kit', { at: now, changed, by: this.kit.id });
    } finally {
      release();
      if (told) this.say({ kit: null });
    }
  }
}

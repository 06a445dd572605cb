/** Fail2ban: `[Fail2Ban] jail: banned IP from host`, `: started on host`, `: stopped on host`. Its whois text is an attacker's. */
import type { SourceAdapter } from '../source-adapter.ts';

const form =
  /^\[Fail2Ban\]\s*(?<jail>[^:]{1,80}):\s*(?<what>banned|unbanned|started|stopped)\s*(?<ip>[\da-f.:]{3,45})?\s*(?:from|on)\s+(?<host>\S+)/i;

export const fail2ban: SourceAdapter = {
  source: 'fail2ban',
  read: (mail) => {
    const groups = form.exec(mail.subject)?.groups;
    if (groups === undefined) return null;
    const isBan = /banned/i.test(groups.what ?? '');
    return {
      kind: isBan ? 'report' : 'lifecycle',
      state: 'info',
      stateCertainty: 'stated',
      severity: isBan ? 'low' : 'info',
      severityCertainty: 'inferred',
      severityFloor: 'info',
      category: 'security',
      system: 'fail2ban',
      host: groups.host ?? '',
      resource: groups.ip ?? groups.jail ?? '',
      condition: isBan ? `ban in ${groups.jail}` : `jail ${groups.jail}`,
    };
  },
};

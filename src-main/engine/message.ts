/** One SMTP transaction as accepted. Kept in the spool beside the raw bytes, and with the job in Redis until parsed. */
export interface Envelope {
  /** The message's id and, once parsed, the alert's: UUIDv7. Also the `<id>` of `250 queued as <id>`. */
  id: string;
  /** The node whose spool holds the raw bytes. */
  nodeId: string;
  /** Epoch ms at which the last byte arrived. */
  receivedAt: number;
  remoteAddress: string;
  /** What the client called itself in HELO/EHLO; a claim. */
  helo: string;
  /** MAIL FROM as sent, normalised to an address or '' for the null sender `<>`. */
  mailFrom: string;
  /** RCPT TO, in order, normalised. */
  rcptTo: string[];
  /** True when the transaction came over TLS. */
  secure: boolean;
  /** The SMTP AUTH user, when there was one. */
  user: string | null;
  sizeBytes: number;
  /** sha256 of the raw bytes, hex. With Message-ID and peer it recognises a client's resend. */
  digest: string;
}

/** One attachment, listed and never opened or written under its own name. */
export interface AttachmentInfo {
  /** For display only: no path, no control characters. */
  name: string;
  contentType: string;
  sizeBytes: number;
}

/** What MIME parsing made of the raw bytes. Always complete: what could not be read says so in `notes`. */
export interface ParsedMail {
  /** Header From: address ('' when it names none, as cron's `root (Cron Daemon)`) and display text. */
  from: { address: string; display: string };
  /** Addresses of To and Cc headers. */
  to: string[];
  subject: string;
  /** Further Subject headers, which some forged or broken mails carry. */
  otherSubjects: string[];
  messageId: string | null;
  /** Header date, epoch ms. */
  date: number | null;
  /** Selected headers by lower-case name, first value of each; bounded. */
  headers: Record<string, string>;
  /** Plain text for people, rules and the model; from the text part, else from the HTML. */
  text: string;
  textFrom: 'text' | 'html' | 'both' | 'raw';
  html: string | null;
  attachments: AttachmentInfo[];
  /** What was odd, in words: `unknown charset x-nope-99, read as latin1`. */
  notes: string[];
  /** True when MIME parsing was given up and the text is a tolerant scan of the raw bytes. */
  degraded: boolean;
}

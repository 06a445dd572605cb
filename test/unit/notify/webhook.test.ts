import { describe, expect, it } from 'vitest';
import {
  notificationToWebhookBody,
  webhookBodyMaxBytes,
  webhookBodySchema,
} from '../../../src-main/engine/notify/webhook-body.ts';
import { webhookSignature } from '../../../src-main/engine/notify/webhook-signature.ts';
import { aNotification } from '../../support/notification-fixture.ts';

describe('the signature of a webhook', () => {
  /** The example that the implementations of Standard Webhooks test themselves with. */
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestampSeconds: 1614265330,
    body: '{"test": 2432232314}',
  };
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

  it('is that of the specification', () => {
    expect(webhookSignature(secret, message)).toBe(signature);
  });

  it('is there once for each secret while secrets rotate', () => {
    const signatures = webhookSignature(`${secret} plain-next-secret`, message).split(' ');
    expect(signatures).toHaveLength(2);
    expect(signatures[0]).toBe(signature);
    expect(signatures[1]).toBe(webhookSignature('plain-next-secret', message));
    expect(signatures[1]).not.toBe(signature);
  });
});

describe('the body of a webhook', () => {
  it('has every field of the notification', () => {
    const body = notificationToWebhookBody(aNotification());
    expect(webhookBodySchema.strict().parse(body)).toEqual(body);
    const { isTest, ...rest } = aNotification();
    expect(body).toEqual({
      type: 'alert.created',
      event: 'alert.opened',
      incident: null,
      test: isTest,
      ...rest,
    });
  });

  it.each([
    [{ revision: 0 }, 'alert.created'],
    [{ revision: 2 }, 'alert.updated'],
    [{ isTest: true }, 'test'],
  ])('is of its type for %j', (changes, type) => {
    expect(notificationToWebhookBody(aNotification(changes)).type).toBe(type);
  });

  it('stays below its bound when every field is the worst text', () => {
    const worst = '\u0001'.repeat(50_000);
    const many = Array.from({ length: 200 }, () => worst);
    const body = notificationToWebhookBody(
      aNotification({
        alertId: worst,
        system: worst,
        host: worst,
        resource: worst,
        summary: worst,
        details: many,
        actions: many,
        subject: worst,
        from: worst,
        to: many,
        excerpt: worst,
        link: worst,
        timeZone: worst,
        analysedBy: { label: worst, isModel: true },
      }),
    );
    expect(webhookBodySchema.safeParse(body).success).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(webhookBodyMaxBytes);
  });
});

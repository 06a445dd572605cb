import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProviderView } from '../../../src-shared/contract/providers.ts';
import { ToneBadge } from '../../components/Tone.tsx';
import { useHealth } from '../../data/operations.ts';
import { useFormat } from '../../i18n/format.ts';
import { OutletHealth } from '../channels/ChannelHealth.tsx';

/** Health, and whether the breaker keeps alerts from waiting for it. */
export const ProviderState = ({
  provider: { id, breaker, responseMode, usage },
}: {
  provider: ProviderView;
}) => {
  const { t } = useTranslation('providers');
  const format = useFormat();
  const health = useHealth().data?.providers.find((one) => one.id === id);
  return (
    <Stack gap={6}>
      <OutletHealth health={health} never={t('form.neverAsked')} />
      {(breaker === 'open' || breaker === 'half-open') && (
        <div>
          <ToneBadge tone="medium" withDot>
            {t(`breaker.${breaker}.title`)}
          </ToneBadge>
          <Text size="sm" c="dimmed">
            {t(`breaker.${breaker}.why`)}
          </Text>
        </div>
      )}
      {usage.calls + usage.cached > 0 && (
        <Text size="sm" c="dimmed">
          {t('form.usage', {
            calls: format.number(usage.calls),
            tokens: format.number(usage.promptTokens + usage.completionTokens),
            cached: format.number(usage.cached),
          })}
        </Text>
      )}
      {responseMode !== null && (
        <Text size="sm" c="dimmed">
          {t('test.mode')} {t(`modes.${responseMode}`)}
        </Text>
      )}
    </Stack>
  );
};

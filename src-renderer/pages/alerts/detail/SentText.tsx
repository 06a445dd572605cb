import { Button, Group, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SentText } from '../../../../src-shared/contract/alerts.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { Bdi, Ltr } from '../../../components/ltr.tsx';
import { QueryGate } from '../../../components/QueryGate.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { ToneBadge } from '../../../components/Tone.tsx';
import { useSentText } from '../../../data/alerts.ts';
import { useFormat } from '../../../i18n/format.ts';
import classes from '../alerts.module.css';

/** Word for word what left for a model, with what was taken out before. Asked for when somebody wants to see it. */
export const SentToModel = ({ id }: { id: string }) => {
  const { t } = useTranslation('alerts');
  const [isOpen, setIsOpen] = useState(false);
  return isOpen ? (
    <Sent id={id} />
  ) : (
    <Button size="xs" variant="default" leftSection={<IconEye size={15} />} onClick={() => setIsOpen(true)}>
      {t('sent.show')}
    </Button>
  );
};

const Sent = ({ id }: { id: string }) => {
  const { t } = useTranslation('alerts');
  const query = useSentText(id);
  return (
    <QueryGate query={query}>
      {({ sent }) =>
        sent === null ? (
          <Text size="sm" c="dimmed">
            {t('sent.none')}
          </Text>
        ) : (
          <Shown sent={sent} />
        )
      }
    </QueryGate>
  );
};

const placeholder = /(\[(?:SECRET|HOST|IP|USER|EMAIL)_\d{1,5}\])/;

const Shown = ({ sent }: { sent: SentText }) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        <Bdi>{sent.providerName}</Bdi> · <Ltr>{sent.model}</Ltr> · <RelativeTime at={sent.at} />
      </Text>
      <Group gap={6}>
        {sent.redactions.length === 0 ? (
          <Text size="sm">{t('sent.asItIs')}</Text>
        ) : (
          <>
            <Text size="sm">{t('sent.replaced')}</Text>
            {sent.redactions.map(({ kind, count }) => (
              <ToneBadge key={kind} tone="medium">
                <Ltr>{kind}</Ltr> × {format.number(count)}
              </ToneBadge>
            ))}
          </>
        )}
      </Group>
      <Group align="flex-start" wrap="nowrap" gap={4}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <pre className={classes.text} dir="auto" tabIndex={0}>
          {sent.text.split(placeholder).map((piece, index) =>
            index % 2 === 0 ? (
              piece
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
              <mark key={index} className={classes.evidence} data-is-shown>
                {piece}
              </mark>
            ),
          )}
        </pre>
        <CopyButton value={sent.text} label={t('sent.title')} />
      </Group>
    </Stack>
  );
};

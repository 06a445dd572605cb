import { Group, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../../../src-shared/contract/alerts.ts';
import { CopyButton } from '../../../components/CopyButton.tsx';
import classes from '../alerts.module.css';
import { AttachmentList } from './AttachmentList.tsx';
import { fieldsOf, piecesOf } from './evidence-marks.ts';
import { useFieldName } from './field-names.ts';

/** The mail's text; where it had none, what its HTML says. Which words support which field is marked. */
export const TextTab = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  return (
    <Stack gap="md">
      {alert.text === '' ? (
        <Text size="sm" c="dimmed">
          {t('text.none')}
        </Text>
      ) : (
        <MarkedText alert={alert} />
      )}
      <AttachmentList attachments={alert.attachments} />
    </Stack>
  );
};

const MarkedText = ({ alert }: { alert: AlertDetail }) => {
  const { t } = useTranslation('alerts');
  const nameOf = useFieldName();
  const [shown, setShown] = useState<string | null>(null);
  const pieces = useMemo(
    () => piecesOf(alert.text, alert.analysis.evidence),
    [alert.text, alert.analysis.evidence],
  );
  const fields = fieldsOf(pieces);
  return (
    <div>
      {fields.length > 0 && (
        <Group gap={6} mb="xs" role="group" aria-label={t('text.evidence')}>
          <Text size="sm" c="dimmed">
            {t('text.evidence')}
          </Text>
          {fields.map((field) => (
            <button
              key={field}
              type="button"
              className={classes.evidenceField}
              aria-pressed={shown === field}
              onMouseEnter={() => setShown(field)}
              onMouseLeave={() => setShown(null)}
              onFocus={() => setShown(field)}
              onBlur={() => setShown(null)}
            >
              {nameOf(field)}
            </button>
          ))}
        </Group>
      )}
      <Group align="flex-start" wrap="nowrap" gap={4}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <pre className={classes.text} dir="auto" tabIndex={0}>
          {pieces.map(({ text, fields: supports }, index) =>
            supports.length === 0 ? (
              text
            ) : (
              <mark
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
                key={index}
                className={classes.evidence}
                data-is-shown={shown !== null && supports.includes(shown) ? true : undefined}
                title={supports.map(nameOf).join(' · ')}
              >
                {text}
              </mark>
            ),
          )}
        </pre>
        <CopyButton value={alert.text} label={t('tabs.text')} />
      </Group>
    </div>
  );
};

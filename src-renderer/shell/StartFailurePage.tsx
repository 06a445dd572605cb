import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { StartFailure } from '../../src-shared/contract/desktop.ts';
import { Ltr } from '../components/ltr.tsx';
import { useFormat } from '../i18n/format.ts';
import { desktopOrpc } from '../transport/desktop.ts';

/** Why the engine could not be started, and what can be done about it. */
export const StartFailurePage = ({ failure }: { failure: StartFailure }) => {
  const { t } = useTranslation('desktop');
  const format = useFormat();
  const remedy = useMutation(desktopOrpc.remedy.mutationOptions());
  const { code, place, message, remedies, freePort } = failure;
  // Isolated, so that a path or an address does not turn the sentence around.
  const shown = place === '' ? '' : `\u2068${place}\u2069`;
  const port = format.number(freePort ?? 0, { useGrouping: false });
  return (
    <Stack gap="sm" role="alert">
      <Title order={1} size="h3">
        {t('failed.title')}
      </Title>
      <Text fw={600}>{t(`failed.codes.${code}`, { place: shown })}</Text>
      <Text>{t(`failed.next.${code}`)}</Text>
      <Text size="sm" c="dimmed">
        {t('failed.took')}: <Ltr>{message}</Ltr>
      </Text>
      <Group gap="xs">
        {remedies.map((kind, i) => (
          <Button
            key={kind}
            variant={i === 0 ? 'filled' : 'default'}
            loading={remedy.isPending && remedy.variables?.kind === kind}
            disabled={remedy.isPending}
            onClick={() => remedy.mutate({ kind })}
          >
            {t(`failed.remedies.${kind}`, { port })}
          </Button>
        ))}
      </Group>
    </Stack>
  );
};

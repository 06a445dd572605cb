import { Alert, Code, Input, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './channels.module.css';
import { previewSms } from './sms-preview.ts';
import type { ChannelForm } from './use-channel-form.ts';

/** The request as it would leave, while the templates are typed. */
export const SmsPreviewPanel = ({ form }: { form: ChannelForm }) => {
  const { t } = useTranslation('channels');
  const { request, problems } = previewSms(form.draft, t('preview.sampleText'), form.kept);
  return (
    <Stack gap="xs">
      <div>
        <Input.Label labelElement="div" id="sms-preview">
          {t('preview.title')}
        </Input.Label>
        <Text size="xs" c="dimmed">
          {t('preview.help')}
        </Text>
      </div>
      <Code
        block
        dir="ltr"
        tabIndex={0}
        className={classes.preview}
        role="region"
        aria-labelledby="sms-preview"
      >
        {request}
      </Code>
      {problems.length > 0 && (
        <Alert color="yellow" role="status">
          <List size="sm">
            {problems.map((problem) => (
              <List.Item key={problem}>{t(`preview.problems.${problem}`)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
};

import { Autocomplete, Button, Group, Stack, Text } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusalOf } from '../../components/form.ts';
import { ServerText } from '../../components/ServerText.tsx';
import { toastError } from '../../components/toasts.tsx';
import { useProviderModels } from '../../data/providers.ts';
import type { ProviderForm } from './use-provider-form.ts';

interface ModelFieldProps {
  provider: ProviderForm;
  example: string;
}

const shownModels = 200;

/** The model's name: typed, or picked from what the endpoint offers. */
export const ModelField = ({ provider: { form, endpoint }, example }: ModelFieldProps) => {
  const { t } = useTranslation('providers');
  const models = useProviderModels();
  const [isOpen, setOpen] = useState(false);
  const list = models.data;

  const fetchModels = (): void =>
    models.mutate(endpoint(), {
      onSuccess: ({ models: found }) => setOpen(found.length > 0),
      onError: (error) => {
        const refusal = refusalOf(error);
        if (refusal === null) toastError(error);
        else form.setFieldError(refusal.field, refusal.words);
      },
    });

  return (
    <Stack gap={4}>
      <Autocomplete
        label={t('fields.model.label')}
        description={t('fields.model.help')}
        placeholder={example}
        data={list?.models ?? []}
        limit={shownModels}
        // All of them after they were fetched, whatever stands in the field; typing narrows them.
        filter={({ options, search }) =>
          list?.models.includes(search)
            ? options
            : options.filter(
                (option) => 'value' in option && option.value.toLowerCase().includes(search.toLowerCase()),
              )
        }
        dropdownOpened={isOpen}
        onDropdownOpen={() => setOpen(true)}
        onDropdownClose={() => setOpen(false)}
        maxDropdownHeight={280}
        withAsterisk
        dir="ltr"
        spellCheck={false}
        autoCapitalize="none"
        inputContainer={(input) => (
          <Group gap="xs" align="flex-end">
            <div style={{ flex: 1, minWidth: 160 }}>{input}</div>
            <Button
              variant="default"
              leftSection={<IconListSearch size={16} />}
              onClick={fetchModels}
              loading={models.isPending}
            >
              {t('fields.model.fetch')}
            </Button>
          </Group>
        )}
        {...form.getInputProps('model')}
      />
      {list !== undefined && !models.isPending && (
        <Text size="xs" c={list.ok ? 'dimmed' : 'red'} role="status">
          {list.ok ? (
            t('fields.model.found', { count: list.models.length })
          ) : (
            <>
              {t('fields.model.failed')} <ServerText>{list.answer}</ServerText>
            </>
          )}
        </Text>
      )}
    </Stack>
  );
};

import {
  Button,
  Chip,
  Group,
  Input,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { MuteView } from '../../../src-shared/contract/mutes.ts';
import { EditorDrawer } from '../../components/EditorDrawer.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { GlobInput } from '../../components/GlobInput.tsx';
import { useShortcut } from '../../components/shortcuts.ts';
import { useFormat } from '../../i18n/format.ts';
import { MutePreviewPanel } from './MutePreviewPanel.tsx';
import { spans } from './mute-times.ts';
import classes from './mutes.module.css';
import { type Place, useMutesPath } from './place.ts';
import { type Ending, useMuteForm } from './use-mute-form.ts';

interface MuteEditorProps {
  place: Place;
  mutes: readonly MuteView[];
}

export const MuteEditor = ({ place, mutes }: MuteEditorProps) => {
  const { t } = useTranslation('mutes');
  const path = useMutesPath();
  const mute = place.kind === 'mute' ? mutes.find(({ id }) => id === place.id) : undefined;
  return (
    <EditorDrawer
      isOpen={place.kind !== 'list'}
      listPath={path('/mutes')}
      size={560}
      words={{
        title: place.kind === 'new' ? t('form.new') : t('form.edit'),
        close: t('form.close'),
        leaveTitle: t('form.leaveTitle'),
        leave: t('form.leave'),
        leaveWhy: t('form.leaveWhy'),
      }}
    >
      {(guard) =>
        place.kind === 'mute' && mute === undefined ? (
          <EmptyState title={t('form.gone')} next={t('form.goneNext')} />
        ) : (
          place.kind !== 'list' && (
            <EditorForm
              key={JSON.stringify(place)}
              place={place}
              mute={mute}
              onDirty={guard.setDirty}
              onLeave={guard.leave}
              onDone={guard.leaveNow}
            />
          )
        )
      }
    </EditorDrawer>
  );
};

interface EditorFormProps {
  place: Exclude<Place, { kind: 'list' }>;
  mute: MuteView | undefined;
  onDirty: (isDirty: boolean) => void;
  onLeave: () => void;
  onDone: () => void;
}

const EditorForm = ({ place, mute, onDirty, onLeave, onDone }: EditorFormProps) => {
  const { t } = useTranslation(['mutes', 'common']);
  const { form, save, isSaving, until } = useMuteForm(place, mute, onDone);
  const isDirty = form.isDirty();
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
  useShortcut({
    keys: 'mod+Enter',
    label: t('form.save'),
    group: 'page',
    run: () => void form.onSubmit(save)(),
    worksInFields: true,
  });
  const { glob, scope, ending } = form.values;
  return (
    <form onSubmit={form.onSubmit(save)} noValidate>
      <Stack gap="md">
        <Input.Wrapper label={t('form.scope')} description={t(`form.scopeHelp.${scope}`)} labelElement="div">
          <div>
            <SegmentedControl
              mt={6}
              aria-label={t('form.scope')}
              data={[
                { value: 'sender', label: t('scope.sender') },
                { value: 'domain', label: t('scope.domain') },
              ]}
              {...form.getInputProps('scope')}
            />
          </div>
        </Input.Wrapper>
        <GlobInput
          label={t('form.glob')}
          withAsterisk
          data-autofocus
          {...form.getInputProps('glob')}
          placeholder={scope === 'domain' ? '*.lab.example.org' : 'backup@nas.example.org'}
          value={glob}
        />
        {glob.trim() !== '' && <MutePreviewPanel glob={glob} scope={scope} />}
        <EndingField
          canKeep={mute !== undefined && (mute.until === null || mute.until > Date.now())}
          ending={ending}
          onEnding={(next) => form.setFieldValue('ending', next)}
          until={until}
        />
        {ending === 'date' && (
          <TextInput
            type="datetime-local"
            label={t('form.until')}
            dir="ltr"
            withAsterisk
            {...form.getInputProps('until')}
          />
        )}
        <Textarea
          label={t('form.reason')}
          description={t('form.reasonHelp')}
          maxLength={500}
          autosize
          minRows={2}
          dir="auto"
          {...form.getInputProps('reason')}
        />
      </Stack>
      <Group justify="flex-end" className={classes.footer}>
        <Button variant="default" onClick={onLeave}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={isSaving}>
          {mute === undefined ? t('form.create') : t('common:save')}
        </Button>
      </Group>
    </form>
  );
};

interface EndingFieldProps {
  canKeep: boolean;
  ending: Ending;
  onEnding: (ending: Ending) => void;
  until: number | null;
}

const EndingField = ({ canKeep, ending, onEnding, until }: EndingFieldProps) => {
  const { t } = useTranslation('mutes');
  const format = useFormat();
  const endings: Ending[] = [...(canKeep ? ['keep' as const] : []), ...spans, 'date'];
  const hasEnd = ending === 'date' || ending === 'keep' ? until !== null : ending !== 'forever';
  return (
    <fieldset className={classes.ending}>
      <legend className={classes.legend}>{t('form.ending')}</legend>
      <Chip.Group value={ending} onChange={(next) => onEnding(next as Ending)}>
        <Group gap={6}>
          {endings.map((one) => (
            <Chip key={one} value={one} size="sm" radius="sm">
              {t(`span.${one}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Text size="xs" c="dimmed" mt={6} aria-live="polite">
        {hasEnd && until !== null
          ? t('form.endsAt', { moment: format.dateTime(until) })
          : ending === 'date'
            ? t('form.chooseDate')
            : t('form.never')}
      </Text>
    </fieldset>
  );
};

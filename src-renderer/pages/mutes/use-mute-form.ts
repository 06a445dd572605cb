import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type MuteView, muteCreateInput } from '../../../src-shared/contract/mutes.ts';
import { issueWords, showRefusal, validateBy } from '../../components/form.ts';
import { toastDone } from '../../components/toasts.tsx';
import { useCreateMute, useUpdateMute } from '../../data/mutes.ts';
import { usePreferences } from '../../i18n/preferences.ts';
import { endOf, fromLocalInput, type Span, toLocalInput } from './mute-times.ts';
import type { Place } from './place.ts';

export type Ending = Span | 'date' | 'keep';

export interface MuteForm extends Record<string, unknown> {
  glob: string;
  scope: 'sender' | 'domain';
  ending: Ending;
  /** Of <input type="datetime-local">; counts when `ending` is `date`. */
  until: string;
  reason: string;
}

type OpenPlace = Exclude<Place, { kind: 'list' }>;

const startOf = (place: OpenPlace, mute: MuteView | undefined, now: number): MuteForm => {
  if (mute !== undefined) {
    const { glob, scope, reason, until } = mute;
    const holds = until === null || until > now;
    const ending = holds ? 'keep' : 'fourHours';
    return { glob, scope, reason, ending, until: until === null ? '' : toLocalInput(until) };
  }
  const { glob, scope, reason } =
    place.kind === 'new' ? place : { glob: '', scope: 'sender' as const, reason: '' };
  return { glob, scope, reason, ending: 'fourHours', until: '' };
};

/** A mute as a form; refusals of the server show at their fields and nothing typed is lost. */
export const useMuteForm = (place: OpenPlace, mute: MuteView | undefined, onDone: () => void) => {
  const { t } = useTranslation('mutes');
  const { timeZone } = usePreferences();
  const create = useCreateMute();
  const update = useUpdateMute();

  const untilOf = ({ ending, until }: MuteForm): number | null => {
    if (ending === 'keep') return mute?.until ?? null;
    return ending === 'date' ? fromLocalInput(until) : endOf(ending, Date.now(), timeZone);
  };
  const inputOf = (values: MuteForm) => ({
    glob: values.glob,
    scope: values.scope,
    reason: values.reason,
    until: untilOf(values),
  });

  const form = useForm<MuteForm>({
    initialValues: startOf(place, mute, Date.now()),
    validate: (values) => {
      const errors = validateBy(muteCreateInput)(inputOf(values));
      const until = untilOf(values);
      if (values.ending === 'date' && (until === null || until <= Date.now())) {
        errors.until = until === null ? t('form.untilMissing') : issueWords('must be in the future');
      }
      return errors;
    },
  });

  const save = async (values: MuteForm): Promise<void> => {
    try {
      if (mute === undefined) await create.mutateAsync(inputOf(values));
      else {
        const { until, ...rest } = inputOf(values);
        await update.mutateAsync({
          id: mute.id,
          ...rest,
          until: values.ending === 'keep' ? undefined : until,
        });
      }
    } catch (error) {
      showRefusal(form, error);
      return;
    }
    toastDone(t(mute === undefined ? 'done.created' : 'done.saved', { glob: values.glob }));
    onDone();
  };

  return { form, save, isSaving: create.isPending || update.isPending, until: untilOf(form.values) };
};

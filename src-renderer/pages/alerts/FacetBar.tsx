import { Button, Menu, Popover, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertCounts } from '../../../src-shared/contract/alerts.ts';
import { alertStatuses, severities, states, suppressionReasons } from '../../../src-shared/vocabulary.ts';
import { ToneDot } from '../../components/Tone.tsx';
import { useFormat } from '../../i18n/format.ts';
import classes from './alerts.module.css';
import {
  isFiltered,
  type ListFilter,
  type Range,
  rangeNames,
  ranges,
  reasonIn,
  withReason,
} from './filters.ts';

interface FacetBarProps {
  filter: ListFilter;
  onChange: (part: Partial<ListFilter>) => void;
  onClear: () => void;
  /** Undefined where they would not tell what a click brings. */
  counts: AlertCounts | undefined;
}

/** What the list is narrowed to, each a click away. */
export const FacetBar = ({ filter, onChange, onClear, counts }: FacetBarProps) => {
  const { t } = useTranslation(['alerts', 'words']);
  const reason = reasonIn(filter.q);
  return (
    <section className={classes.facets} aria-label={t('facets.label')}>
      {severities.map((severity) => {
        const isOn = filter.severity === severity;
        return (
          <button
            key={severity}
            type="button"
            className={classes.facet}
            aria-pressed={isOn}
            onClick={() => onChange({ severity: isOn ? null : severity })}
          >
            <ToneDot tone={severity} />
            {t(`words:severity.${severity}`)}
            <Count value={counts?.severity[severity]} />
          </button>
        );
      })}
      <Choice
        label={t('facets.state')}
        chosen={filter.state === null ? null : t(`words:state.${filter.state}`)}
        onClear={() => onChange({ state: null })}
      >
        {states.map((state) => (
          <ChoiceItem
            key={state}
            value={state}
            isOn={filter.state === state}
            count={counts?.state[state]}
            onChoose={() => onChange({ state })}
          >
            {t(`words:state.${state}`)}
          </ChoiceItem>
        ))}
      </Choice>
      <Choice
        label={t('facets.status')}
        chosen={filter.status === null ? null : t(`words:status.${filter.status}`)}
        onClear={() => onChange({ status: null })}
      >
        {alertStatuses.map((status) => (
          <ChoiceItem
            key={status}
            value={status}
            isOn={filter.status === status}
            count={counts?.status[status]}
            onChoose={() => onChange({ status })}
          >
            {t(`words:status.${status}`)}
          </ChoiceItem>
        ))}
      </Choice>
      {(filter.status === 'suppressed' || reason !== null) && (
        <Choice
          label={t('facets.reason')}
          chosen={reason === null ? null : t(`words:suppressedBy.${reason}`)}
          onClear={() => onChange({ q: withReason(filter.q, null) })}
        >
          {suppressionReasons.map((one) => (
            <ChoiceItem
              key={one}
              value={one}
              isOn={one === reason}
              onChoose={() => onChange({ q: withReason(filter.q, one) })}
            >
              {t(`words:suppressedBy.${one}`)}
            </ChoiceItem>
          ))}
        </Choice>
      )}
      <TimeChoice filter={filter} onChange={onChange} />
      {isFiltered(filter) && (
        <Button size="compact-sm" variant="subtle" onClick={onClear}>
          {t('facets.clear')}
        </Button>
      )}
    </section>
  );
};

const Count = ({ value }: { value: number | undefined }) => {
  const format = useFormat();
  return value === undefined ? null : <span className={classes.count}>{format.number(value)}</span>;
};

interface ChoiceProps {
  label: string;
  /** The value in words; null: any. */
  chosen: string | null;
  onClear: () => void;
  children: ReactNode;
}

const Choice = ({ label, chosen, onClear, children }: ChoiceProps) => (
  <span className={classes.choice}>
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.facet} data-on={chosen !== null || undefined}>
          <ChoiceLabel label={label} chosen={chosen} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
    {chosen !== null && <ClearChoice label={label} onClear={onClear} />}
  </span>
);

const ChoiceLabel = ({ label, chosen }: { label: string; chosen: string | null }) => (
  <>
    {chosen === null ? label : `${label}: ${chosen}`}
    {chosen === null && <IconChevronDown size={14} aria-hidden="true" />}
  </>
);

const ClearChoice = ({ label, onClear }: { label: string; onClear: () => void }) => {
  const { t } = useTranslation('alerts');
  return (
    <button
      type="button"
      className={classes.clearFacet}
      aria-label={t('facets.any', { what: label })}
      onClick={onClear}
    >
      <IconX size={14} />
    </button>
  );
};

interface ChoiceItemProps {
  value: string;
  isOn: boolean;
  count?: number | undefined;
  onChoose: () => void;
  children: ReactNode;
}

const ChoiceItem = ({ value, isOn, count, onChoose, children }: ChoiceItemProps) => (
  <Menu.RadioItem
    value={value}
    checked={isOn}
    onChange={onChoose}
    closeMenuOnClick
    rightSection={<Count value={count} />}
  >
    {children}
  </Menu.RadioItem>
);

const TimeChoice = ({ filter, onChange }: Pick<FacetBarProps, 'filter' | 'onChange'>) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  const [isOpen, popover] = useDisclosure(false);
  const { range, since, until } = filter;
  const chosen =
    range !== null
      ? t('facets.last', { span: format.duration(ranges[range]) })
      : since !== null && until !== null
        ? t('facets.between', { since: format.moment(since), until: format.moment(until) })
        : since !== null
          ? t('facets.since', { since: format.moment(since) })
          : until !== null
            ? t('facets.until', { until: format.moment(until) })
            : null;
  const choose = (part: Partial<ListFilter>): void => {
    onChange({ range: null, since: null, until: null, ...part });
    popover.close();
  };
  return (
    <span className={classes.choice}>
      <Popover opened={isOpen} onChange={popover.toggle} position="bottom-start" trapFocus>
        <Popover.Target>
          <button
            type="button"
            className={classes.facet}
            data-on={chosen !== null || undefined}
            onClick={popover.toggle}
          >
            <ChoiceLabel label={t('facets.time')} chosen={chosen} />
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <Times filter={filter} onChange={onChange} onChoose={(name) => choose({ range: name })} />
        </Popover.Dropdown>
      </Popover>
      {chosen !== null && <ClearChoice label={t('facets.time')} onClear={() => choose({})} />}
    </span>
  );
};

interface TimesProps extends Pick<FacetBarProps, 'filter' | 'onChange'> {
  onChoose: (range: Range) => void;
}

/** Spans in words take a while to make the first time: only when they are looked at. */
const Times = ({ filter: { range, since, until }, onChange, onChoose }: TimesProps) => {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  return (
    <Stack gap={4}>
      {rangeNames.map((name) => (
        <Button
          key={name}
          size="compact-sm"
          variant={range === name ? 'light' : 'subtle'}
          justify="start"
          aria-pressed={range === name}
          onClick={() => onChoose(name)}
        >
          {t('facets.last', { span: format.duration(ranges[name]) })}
        </Button>
      ))}
      <TimeField
        label={t('facets.from')}
        value={since}
        onChange={(at) => onChange({ range: null, since: at })}
      />
      <TimeField
        label={t('facets.to')}
        value={until}
        onChange={(at) => onChange({ range: null, until: at })}
      />
    </Stack>
  );
};

interface TimeFieldProps {
  label: string;
  value: number | null;
  onChange: (at: number | null) => void;
}

/** The browser's own field: it knows the reader's way to write a moment. */
const TimeField = ({ label, value, onChange }: TimeFieldProps) => (
  <TextInput
    type="datetime-local"
    size="xs"
    label={label}
    value={value === null ? '' : toLocalField(value)}
    onChange={(event) => {
      const at = Date.parse(event.currentTarget.value);
      onChange(Number.isFinite(at) ? at : null);
    }}
    dir="ltr"
  />
);

const toLocalField = (at: number): string => {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

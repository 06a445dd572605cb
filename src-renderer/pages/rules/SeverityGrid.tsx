import { Group, Input, SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SeverityOverrides } from '../../../src-shared/contract/rules.ts';
import { type Severity, severities } from '../../../src-shared/vocabulary.ts';
import { SeverityBadge } from '../../components/badges.tsx';
import { DestinationSelect } from '../../components/DestinationSelect.tsx';
import classes from './rules.module.css';

interface SeverityGridProps {
  value: SeverityOverrides;
  onChange: (value: SeverityOverrides) => void;
  /** By severity, where one was refused. */
  errors?: Partial<Record<Severity, string>>;
  isReadOnly?: boolean;
}

type Mode = 'none' | 'replace' | 'add';

/** For each severity: as routed, other destinations instead, or further ones. */
export const SeverityGrid = ({ value, onChange, errors = {}, isReadOnly = false }: SeverityGridProps) => {
  const { t } = useTranslation(['rules', 'words']);
  const setMode = (severity: Severity, mode: Mode): void => {
    const { [severity]: before, ...others } = value;
    onChange(
      mode === 'none'
        ? others
        : { ...others, [severity]: { mode, destinationIds: before?.destinationIds ?? [] } },
    );
  };
  return (
    <div className={classes.grid}>
      {severities.map((severity) => {
        const override = value[severity];
        const name = t(`words:severity.${severity}`);
        return (
          <div key={severity} className={classes.gridRow}>
            <SeverityBadge severity={severity} />
            <SegmentedControl<Mode>
              size="xs"
              readOnly={isReadOnly}
              value={override?.mode ?? 'none'}
              onChange={(mode) => setMode(severity, mode)}
              aria-label={t('grid.mode', { severity: name })}
              data={[
                { value: 'none', label: t('grid.none') },
                { value: 'replace', label: t('grid.replace') },
                { value: 'add', label: t('grid.add') },
              ]}
            />
            {override !== undefined && (
              <div className={classes.gridDestinations}>
                <DestinationSelect
                  size="xs"
                  aria-label={t(`grid.destinations.${override.mode}`, { severity: name })}
                  placeholder={override.destinationIds.length === 0 ? t('grid.choose') : undefined}
                  value={override.destinationIds}
                  onChange={(destinationIds) =>
                    onChange({ ...value, [severity]: { mode: override.mode, destinationIds } })
                  }
                  error={errors[severity]}
                  disabled={isReadOnly}
                />
                {override.destinationIds.length === 0 && (
                  <Text size="xs" c="dimmed" mt={2}>
                    {t(`grid.empty.${override.mode}`)}
                  </Text>
                )}
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
};

/** The grid with a label and an explanation, as a field of a form. */
export const SeverityGridField = ({
  label,
  description,
  ...grid
}: SeverityGridProps & { label: string; description: string }) => (
  <Input.Wrapper label={label} description={description} labelElement="div">
    <Group mt={6}>
      <SeverityGrid {...grid} />
    </Group>
  </Input.Wrapper>
);

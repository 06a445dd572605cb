import { useTranslation } from 'react-i18next';

/** The reader's word for a field of an analysis; an unknown one by its own name. */
export const useFieldName = () => {
  const { t } = useTranslation('alerts');
  return (field: string): string => {
    switch (field) {
      case 'severity':
      case 'state':
        return t(`list.${field}`);
      case 'system':
      case 'host':
      case 'resource':
      case 'category':
      case 'kind':
      case 'source':
        return t(`analysis.${field}`);
      case 'summary':
        return t('analysis.summaryLine');
      default:
        return field;
    }
  };
};

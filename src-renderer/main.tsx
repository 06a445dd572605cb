import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource/vazirmatn/arabic-400.css';
import '@fontsource/vazirmatn/arabic-500.css';
import '@fontsource/vazirmatn/arabic-600.css';
import './global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { askFirstQuestions } from './first-questions.ts';
import { startI18n } from './i18n/i18n.ts';

askFirstQuestions();
await startI18n();
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);

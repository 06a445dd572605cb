// Runs before anything is painted, so that neither colours nor direction flicker.
(() => {
  // zod would try eval, which the content security policy forbids and reports.
  globalThis.__zod_globalConfig = { jitless: true };
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const wanted = read('mantine-color-scheme-value');
  const isDark =
    wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
  let language;
  try {
    language = JSON.parse(read('alertflow-preferences') ?? '{}').language;
  } catch {
    // Damaged: the browser's language it is.
  }
  if (language !== 'en' && language !== 'fa') language = navigator.language.startsWith('fa') ? 'fa' : 'en';
  root.lang = language;
  root.dir = language === 'fa' ? 'rtl' : 'ltr';
})();

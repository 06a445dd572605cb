// Headless AlertFlow: the command line without a window.
process.stdout.write('AlertFlow headless\n');

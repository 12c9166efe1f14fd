const { understandTypeScript } = require('./typescript.cjs');

module.exports = async (_, { cacheDirectory }) => {
  understandTypeScript(cacheDirectory);
  const { startPostgres } = await import('../support/postgres-of-the-run.ts');
  await startPostgres();
};

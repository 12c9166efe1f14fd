module.exports = async () => {
  const { stopPostgres } = await import('../support/postgres-of-the-run.ts');
  await stopPostgres();
};

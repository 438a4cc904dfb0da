/** The page for browsers that aren't signed in: its script uses the sign-in of the API. */
export const SIGN_IN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>TaskFlow queues</title>
<style>
  body { font: 16px system-ui, sans-serif; max-width: 22rem; margin: 15vh auto; padding: 0 1rem; color-scheme: light dark }
  label { display: block; margin: 1rem 0 } input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .4rem }
  button { font: inherit; padding: .4rem 1.2rem }
</style>
<h1>Queues</h1>
<p>For platform admins.</p>
<form method="post">
  <label>E-mail address <input name="email" type="email" autocomplete="username" required></label>
  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <label>Code, with a second factor <input name="code" inputmode="numeric" pattern="[0-9]{6}" autocomplete="one-time-code"></label>
  <button>Sign in</button>
  <p role="alert"></p>
</form>
<script src="/admin/queues/sign-in.js"></script>
</html>
`;

export const SIGN_IN_SCRIPT = `const form = document.querySelector('form');

async function post(path, body, authorization) {
  const response = await fetch(path, {
    method: 'POST',
    headers: body ? { 'content-type': 'application/json' } : { authorization },
    body: body && JSON.stringify(body),
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new Error(answer.detail ?? answer.title);
  return answer;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  try {
    const { accessToken } = await post('/auth/login', Object.fromEntries(given));
    await post('/admin/queues/session', undefined, 'Bearer ' + accessToken);
    location.reload();
  } catch (error) {
    form.querySelector('[role=alert]').textContent = error.message;
  }
});
`;

// The sign-in window: hands the code to exactly the page that asked, and closes; a window that
// waits for a mail goes on when its link was used in another one.

const NEWS = 'parley-account';
const CLOSES = 1_500; // milliseconds

function handOver({ code, state, origin, back }) {
  if (window.opener) {
    // the browser delivers it to no page of another origin, whoever opened this window
    window.opener.postMessage({ parley: 'signed-in', code, state }, origin);
    setTimeout(() => window.close(), CLOSES); // the page closes it sooner, when it has heard
  } else if (back) {
    location.replace(`${back.split('#')[0]}#parley-in=${code}.${state}`);
  } else {
    document.getElementById('again').hidden = false;
  }
}

const done = document.getElementById('done');
if (done) handOver(done.dataset);

const waiting = document.getElementById('resume');
if (document.getElementById('arrived')) new BroadcastChannel(NEWS).postMessage('arrived');
if (waiting) new BroadcastChannel(NEWS).onmessage = () => waiting.submit();

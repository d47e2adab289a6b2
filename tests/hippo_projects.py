"""Two projects of HIPPO Gym, written for the tests: one for each form that its files have had.

`MOUNTAIN` has every key that its documentation knows, `WEB` those of later versions.
"""

from collections.abc import Mapping
from pathlib import Path

type Project = Mapping[str, str]
"""Path to text."""

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><path d="M0 20 30 0 60 20"/></svg>
"""
AGENT = """\
import gym

from praise import sentence_for


class Agent():
    def start(self, game):
        self.steps = 0
        self.env = gym.make(game)
        return self.env

    def step(self, env, action):
        observation, reward, done, info = env.step(action)
        self.steps += 1
        return {
            'observation': observation,
            'reward': reward,
            'done': done,
            'message': sentence_for(self.steps),
        }

    def render(self, env):
        return env.render('rgb_array')

    def reset(self, env):
        self.steps = 0
        return env.reset()

    def close(self, env):
        env.close()
"""
PRAISE = """\
def sentence_for(steps):
    return f'Step {steps} is done'
"""
CONTROLS = """\
<h1>About you</h1>
<form action="https://elsewhere.example.org" method="post">
  <p><label>Your name <input name="name"></label></p>
  <p><label for="age">Your age</label> <input id="age" name="age" type="number" min="18"></p>
  <fieldset>
    <legend>Which do you know?</legend>
    <input type="checkbox" name="known" value="car" id="k1"><label for="k1">The car</label>
    <input type="checkbox" name="known" value="pole" id="k2"><label for="k2">The pole</label>
    <input type="checkbox" name="known" value="lake" id="k3"><label for="k3">The lake</label>
  </fieldset>
  <p><input type="checkbox" name="mail" id="mail"><label for="mail">Write to me</label></p>
  <fieldset>
    <legend>How often do you drive?</legend>
    <input type="radio" name="drives" value="never" id="d1" required><label for="d1">Never</label>
    <input type="radio" name="drives" value="daily" id="d2"><label for="d2">Daily</label>
  </fieldset>
  <p><label>Anything else? <textarea name="else"></textarea></label></p>
</form>
"""

MOUNTAIN: Project = {
    "config.yml": """\
project:
  awsSetup:
    bucket: lab.projects
    region: ca-central-1
    rootDomain: lab.example.org
    cpu: 2
    memory: 4
  events:
    startServerStep: 1
    stopServerStep: 5
  id: Mountain-Study
  live: True
  maxRuntime: 30
  name: Driving up the hill
  researcher: R. Esearcher
  teamMembers: [A. Student, B. Student]
  ssl:
    sslBucket: lab.ssl
    fullchain: SSL/fullchain.pem
    privkey: SSL/privkey.pem
  step:
    1: consent.html
    2: about.html
    3: hill.html
    4: game
    5: about.html
    finalStep: thanks.html
trial:
  actionBufferLifespan: 3
  maxEpisodes: 2
  game: MountainCar-v0
  dataFile: episode
  s3upload: True
  actionSpace: [left, noop, right]
  allowFrameRateChange: True
  frameRateStepSize: 10
  minFrameRate: 10
  maxFrameRate: 60
  startingFrameRate: 60
  ui:
    left: True
    right: True
    up: False
    down: False
    start: True
    stop: True
    pause: True
    reset: True
    trainOffline: True
    trainOnline: False
    good: True
    bad: True
    fpsSet: False
    fpsUp: True
    fpsDown: True
""",
    "StepFiles/consent.html": """\
<style>p { font-size: 20px }</style>
<h1>May we?</h1>
<p>We would like to know how people drive.</p>
<input type="checkbox" name="agree" value="yes" id="agree" required>
<label for="agree">I take part</label>
""",
    "StepFiles/about.html": CONTROLS,
    "StepFiles/hill.html": '<h1>The hill</h1>\n<img src="img/hill.svg" alt="A hill">\n'
    "<script>alert(1)</script>\n",
    "StepFiles/img/hill.svg": PICTURE,
    "StepFiles/thanks.html": "<h1>Thank you</h1>\n"
    '<p>Your code: <span class="MTURK_CODE"></span></p>\n',
    "App/agent.py": AGENT,
    "App/praise.py": PRAISE,
    "App/trial.py": "import boto3\n",
}

WEB: Project = {
    "config.yml": """\
project:
  useAWS: no
  id: web
  steps:
    1: intro.html
    2: game
    3: quiz.html
    4: game
    5: quiz.html
trial:
  game: web
  actionSpace: [stay, up, down, left, right, upleft, take it]
  defaultAction: stay
  defaultStart: true
  maxEpisodes: 1
  modality: feedback
  fingerprint: true
  instructions:
    - Go to the *lamp*.
    - Take it.
  variables: {gameWindowWidth: 400}
  projectId: web
  ui: [left, jump, start, trainOnline, resetImage]
""",
    "StepFiles/intro-0.html": "<h1>One way</h1>\n<iframe src='https://v.example.org'></iframe>\n",
    "StepFiles/intro-1.html": "<h1>Another way</h1>\n<p onclick='hit()'>Go.</p>\n",
    "StepFiles/quiz-0.html": "<h1>What was it?</h1>\n"
    "<p><label>It was <select name='was'><option>easy<option>hard</select></label></p>\n",
    "StepFiles/quiz.html": "<h1>What was it?</h1>\n"
    "<p><label>It was <input name='was'></label></p>\n",
    "agent.py": """\
import threading

import gym
import numpy as np


class Board(gym.Env):
    '''An environment of the old kind: five by five places, of which one has a lamp.'''

    observation_space = gym.spaces.Discrete(25)
    action_space = gym.spaces.Discrete(7)

    def reset(self):
        self.at = 0
        return self.at

    def step(self, action):
        self.at = (self.at + int(action)) % 25
        return self.at, 1.0, self.at > 20, {}

    def render(self, mode='rgb_array'):
        picture = np.zeros((50, 50, 3), np.uint8)
        picture[self.at // 5 * 10:][:10, self.at % 5 * 10:][:, :10] = 255
        return picture


class Agent:
    def start(self, game):
        self.env = Board()

    def step(self, action):
        observation, reward, done, info = self.env.step(action)
        return {'observation': observation, 'reward': reward, 'done': done}

    def render(self):
        return self.env.render('rgb_array')

    def reset(self):
        return self.env.reset()

    def close(self):
        self.env.close()
""",
}


def write_project(project: Project, folder: Path) -> Path:
    """Lay a project into a folder; returns its config.yml."""
    for name, text in project.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "config.yml"

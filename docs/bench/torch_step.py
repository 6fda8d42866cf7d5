#!/usr/bin/env python3
"""One training step of a recurrent network in PyTorch, on one CPU thread: what `rondo bench --peer torch` compares with.

The same work as one step of Rondo's engine: sequences of 0/1 vectors, the next vector predicted by logistic outputs under
summed Bernoulli cross-entropy, forward, backward through time, and RMSprop with momentum on all parameters. Noise on the
recurrent weights is drawn anew at every step or once for each update, as the variant says.

Alone, it prints one JSON object a line:

  torch_step.py [--cell elman,lstm,gru] [--variants plain,noise-step,...] [--shapes 27x200,81x200]
                [--steps 100] [--inputs 88] [--density 0.05] [--repeats 5] [--seconds 1]

With --serve it reads requests from standard input, one JSON object a line, and answers each with one, so that its repeats can
take turns with another program's:

  {"cell": ..., "variant": ..., "batch": ..., "hidden": ..., "steps": ..., "inputs": ..., "density": ..., "seconds": ...}
      builds that network and warms it up; the answer has "peer" and "form", or "error"
  {"repeat": SECONDS}
      times steps for so long; the answer has "seconds_per_step" and "cpu_seconds_per_step"
"""
import argparse
import json
import sys
import time

import torch

VARIANTS = [
    'plain', 'noise-step', 'noise-sequence', 'multiplicative-step', 'multiplicative-sequence', 'dropconnect-step',
    'dropconnect-sequence']
GATES = {'elman': 1, 'gru': 3, 'lstm': 4}
SIGMA = 0.05
KEEP = 0.5


class Loop(torch.nn.Module):
    """A tanh RNN written out, so that its recurrent weight can be perturbed; the projection of the inputs is one product.

    Taking the steps apart with unbind matters: indexing makes the backward pass fill a whole tensor with zeros at every step.
    """

    def __init__(self, inputs, hidden, variant):
        super().__init__()
        self.u = torch.nn.Parameter(0.01 * torch.randn(inputs, hidden))
        self.w = torch.nn.Parameter(torch.randn(hidden, hidden) / hidden ** 0.5)
        self.b = torch.nn.Parameter(torch.zeros(hidden))
        self.kind, _, self.refresh = variant.partition('-')

    def weight(self):
        """The fastest ways of drawing that were found: bernoulli_ takes three times as long as comparing uniform numbers."""
        if self.kind == 'plain':
            return self.w
        if self.kind == 'noise':
            return self.w + torch.empty_like(self.w).normal_(0, SIGMA)
        if self.kind == 'multiplicative':
            return self.w * torch.empty_like(self.w).normal_(1, SIGMA)
        return self.w * (torch.rand_like(self.w) < KEEP)

    def forward(self, x):
        steps, batch, _ = x.shape
        projected = torch.addmm(self.b, x.reshape(steps * batch, -1), self.u).view(steps, batch, -1).unbind(0)
        h = x.new_zeros(batch, self.w.shape[0])
        states = []
        w = self.weight()
        for t in range(steps):
            if t > 0 and self.refresh == 'step':
                w = self.weight()
            h = torch.tanh(torch.addmm(projected[t], h, w))
            states.append(h)
        return torch.stack(states), h


class Step:
    """One network with its batch and its optimizer's memory."""

    def __init__(self, cell, variant, batch, hidden, steps, inputs, density, form='loop'):
        if form == 'loop':
            self.rnn = Loop(inputs, hidden, variant)
        else:
            kinds = {'elman': torch.nn.RNN, 'gru': torch.nn.GRU, 'lstm': torch.nn.LSTM}
            self.rnn = kinds[cell](inputs, hidden)
        self.readout = torch.nn.Linear(hidden, inputs)
        self.parameters = list(self.rnn.parameters()) + list(self.readout.parameters())
        self.squares = [torch.ones_like(p) for p in self.parameters]
        self.velocity = [torch.zeros_like(p) for p in self.parameters]
        rolls = (torch.rand(steps + 1, batch, inputs) < density).float()
        self.x, self.y = rolls[:-1], rolls[1:]
        self.rows = steps * batch
        # Each weight's product forward, its gradient, and the errors sent back, which the inputs do not need.
        self.flops = self.rows * (4 * GATES[cell] * inputs * hidden + 6 * GATES[cell] * hidden ** 2 + 6 * hidden * inputs)

    def __call__(self):
        for p in self.parameters:
            p.grad = None
        states, _ = self.rnn(self.x)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            self.readout(states), self.y, reduction='sum') / self.rows
        loss.backward()
        with torch.no_grad():
            for p, r, v in zip(self.parameters, self.squares, self.velocity):
                r.mul_(0.9).addcmul_(p.grad, p.grad, value=0.1)
                v.mul_(0.9).addcdiv_(p.grad, r.sqrt().add_(1e-8), value=-1e-3)
                p.add_(v)
        return loss.item()


def fastest(cell, variant, seconds, **sizes):
    """The network in the form that PyTorch runs fastest here, warmed up."""
    if cell not in GATES:
        raise ValueError('PyTorch\'s side has no cell "%s"; it has %s' % (cell, ', '.join(GATES)))
    if variant not in VARIANTS or (variant != 'plain' and cell != 'elman'):
        raise ValueError('PyTorch\'s side has no variant "%s" of %s; it has %s' % (
            variant, cell, ', '.join(VARIANTS) if cell == 'elman' else 'plain'))
    forms = (['module'] if variant == 'plain' else []) + (['loop'] if cell == 'elman' else [])
    steps = [Step(cell, variant, form=form, **sizes) for form in forms]
    for step, form in zip(steps, forms):
        step.form = form
        repeat(step, seconds / 2)
        step.warm = min(repeat(step, seconds / 4)['cpu_seconds_per_step'] for _ in range(2))
    return min(steps, key=lambda step: step.warm)


def repeat(step, seconds):
    """Means over the steps that fit into so many seconds: wall time and this process' CPU time."""
    wall, cpu, steps = time.perf_counter(), time.process_time(), 0
    while True:
        loss = step()
        steps += 1
        elapsed = time.perf_counter() - wall
        if elapsed >= seconds:
            return dict(
                seconds_per_step=elapsed / steps, cpu_seconds_per_step=(time.process_time() - cpu) / steps, loss=loss)


def name():
    return 'torch ' + torch.__version__


def serve():
    step = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if 'repeat' in request:
                answer = repeat(step, request['repeat'])
            else:
                step = fastest(**request)
                answer = dict(peer=name(), form=step.form)
        except ValueError as e:
            answer = dict(error=str(e))
        print(json.dumps(answer), flush=True)


def alone(a):
    for shape in a.shapes.split(','):
        batch, hidden = map(int, shape.split('x'))
        for cell in a.cell.split(','):
            for variant in a.variants.split(','):
                step = fastest(
                    cell, variant, a.seconds, batch=batch, hidden=hidden, steps=a.steps, inputs=a.inputs, density=a.density)
                times = sorted(repeat(step, a.seconds)['seconds_per_step'] for _ in range(a.repeats))
                median = times[len(times) // 2]
                print(json.dumps(dict(
                    peer=name(), form=step.form, cell=cell, variant=variant, batch=batch, hidden=hidden, steps=a.steps, inputs=a.inputs,
                    ms_per_step=round(median * 1e3, 3), ms_min=round(times[0] * 1e3, 3), ms_max=round(times[-1] * 1e3, 3),
                    gflops=round(step.flops / median * 1e-9, 2))), flush=True)


def main():
    ap = argparse.ArgumentParser(description='One training step in PyTorch on one thread.')
    ap.add_argument('--cell', default='elman')
    ap.add_argument('--variants', default='plain')
    ap.add_argument('--shapes', default='27x200,81x200')
    ap.add_argument('--steps', type=int, default=100)
    ap.add_argument('--inputs', type=int, default=88)
    ap.add_argument('--density', type=float, default=0.05)
    ap.add_argument('--repeats', type=int, default=5)
    ap.add_argument('--seconds', type=float, default=1.0)
    ap.add_argument('--serve', action='store_true')
    a = ap.parse_args()
    torch.set_num_threads(1)
    if a.serve:
        serve()
    else:
        try:
            alone(a)
        except ValueError as e:
            sys.exit('torch_step.py: %s' % e)


main()

#!/usr/bin/env python3
"""Loads a network that Rondo wrote (model.safetensors, config.json) into PyTorch: elman with tanh or relu, lstm, and gru in
PyTorch's form, of any number of layers, with zero initial states.

  load_in_pytorch.py DIR                 prints the modules
  load_in_pytorch.py DIR JSB.pkl         and their test loss on the pickled chorales, nats a step
"""
import json
import pickle
import struct
import sys

import torch


def tensors(folder):
    with open(folder + '/model.safetensors', 'rb') as file:
        length, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    header.pop('__metadata__', None)
    return {name: torch.frombuffer(data, dtype=torch.float32)[t['data_offsets'][0] // 4:t['data_offsets'][1] // 4]
                       .reshape(t['shape']) for name, t in header.items()}


def load(folder):
    """The recurrent module (inputs [T, B, D]) and its readout."""
    settings = json.load(open(folder + '/config.json'))['values']
    weights = tensors(folder)
    cell, layers = settings['model.cell.kind'], int(settings['model.layers'])
    hidden = weights['output'].shape[0]
    more = {}
    if cell == 'elman':
        kind, more = torch.nn.RNN, dict(nonlinearity=settings['model.cell.activation'])
    elif cell == 'lstm':
        kind = torch.nn.LSTM
    elif cell == 'gru' and settings['model.cell.form'] == 'pytorch':
        kind = torch.nn.GRU
    else:
        raise SystemExit(f'{folder}: a {cell} of these settings has no like in PyTorch')
    rnn = kind(weights['input'].shape[0], hidden, num_layers=layers, **more)
    state = {}
    for i in range(layers):
        prefix = '' if i == 0 else f'layer{i + 1}.'
        # Rondo multiplies rows, PyTorch columns; and PyTorch has two biases where one will do, but for a GRU's candidate.
        state[f'weight_ih_l{i}'] = weights[prefix + 'input'].T
        state[f'weight_hh_l{i}'] = weights[prefix + 'recurrent'].T
        state[f'bias_ih_l{i}'] = weights[prefix + 'bias'].reshape(-1)
        state[f'bias_hh_l{i}'] = torch.zeros_like(state[f'bias_ih_l{i}'])
        if cell == 'gru':
            state[f'bias_hh_l{i}'][2 * hidden:] = weights[prefix + 'candidate-bias'].reshape(-1)
    rnn.load_state_dict(state)
    readout = torch.nn.Linear(hidden, weights['output'].shape[1])
    readout.load_state_dict({'weight': weights['output'].T, 'bias': weights['output-bias'].reshape(-1)})
    return rnn, readout


def test_loss(rnn, readout, file):
    total, steps = 0.0, 0
    with torch.no_grad():
        for notes in pickle.load(open(file, 'rb'), encoding='latin1')['test']:
            roll = torch.zeros(len(notes), 1, 88)
            for t, chord in enumerate(notes):
                for note in chord:
                    roll[t, 0, int(note) - 21] = 1
            states, _ = rnn(roll[:-1])
            total += torch.nn.functional.binary_cross_entropy_with_logits(readout(states), roll[1:], reduction='sum').item()
            steps += len(notes) - 1
    return total / steps


if __name__ == '__main__':
    modules = load(sys.argv[1])
    print(*modules, sep='\n')
    if len(sys.argv) > 2:
        print('test loss', test_loss(*modules, sys.argv[2]))

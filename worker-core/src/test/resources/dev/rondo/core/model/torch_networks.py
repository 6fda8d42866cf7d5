#!/usr/bin/env python3
"""Writes torch-networks.txt: small networks of PyTorch, in float64, with their outputs and all gradients.

TorchNetworksTest compares the engine with them. Each line is a name, two sizes and the numbers of a matrix, row by row; a line
"case CELL LAYERS" starts a network. Names are PyTorch's; "d_" in front is the gradient of the loss by it.

  torch_networks.py > torch-networks.txt
"""
import torch

T, B, D, H, O = 5, 3, 4, 6, 4


def show(name, value, digits):
    flat = value.detach().reshape(-1).tolist()
    rows = value.shape[0] if value.dim() == 2 else 1
    print(name, rows, len(flat) // rows, *('%.*e' % (digits - 1, v) for v in flat))


def numbers(*shape):
    """Numbers with few digits, so that what is written is what was used."""
    return torch.randint(-800, 801, shape).double() / 1000


def network(cell, layers):
    torch.manual_seed(layers)
    kinds = {'rnn-tanh': torch.nn.RNN, 'rnn-relu': torch.nn.RNN, 'lstm': torch.nn.LSTM, 'gru': torch.nn.GRU}
    more = dict(nonlinearity=cell[4:]) if cell.startswith('rnn') else {}
    rnn = kinds[cell](D, H, num_layers=layers, dtype=torch.float64, **more)
    readout = torch.nn.Linear(H, O, dtype=torch.float64)
    parameters = dict(rnn.named_parameters())
    parameters.update(('readout_' + name, p) for name, p in readout.named_parameters())
    for p in parameters.values():
        p.data = numbers(*p.shape)
    parameters['h_0'] = numbers(layers, H).requires_grad_()
    x, y = numbers(T, B, D), torch.randint(0, 2, (T, B, O)).double()

    h = parameters['h_0'].unsqueeze(1).expand(layers, B, H).contiguous()
    states, _ = rnn(x, (h, torch.zeros(layers, B, H, dtype=torch.float64)) if cell == 'lstm' else h)
    outputs = readout(states)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(outputs, y, reduction='sum') / (T * B)
    loss.backward()

    print('case', cell, layers)
    show('inputs', x, 4)
    show('targets', y, 1)
    for name, p in parameters.items():
        show(name, p, 4)
        show('d_' + name, p.grad, 13)
    show('outputs', outputs, 13)
    show('loss', loss.reshape(1), 13)


for kind in ['rnn-tanh', 'rnn-relu', 'lstm', 'gru']:
    for count in [1, 2]:
        network(kind, count)

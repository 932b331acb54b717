// Package sluiceadapter makes a Go parser of object streams a target for Sluice
// (harness/targets/CONTRACT.md):
//
//	sluiceadapter.Run("my-parser", "1.2", func(stream []byte) error {
//		_, err := myparser.Parse(stream)
//		return err // refuses; nil accepts
//	})
//
// A panic ends the program with an abort, which the runner takes for what it is: a parser that broke.
// What the parser prints goes to standard error.
package sluiceadapter

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

const frameMax = 256 << 20

// Unsupported says that the parser does not claim to read such a stream.
type Unsupported struct{ Err error }

func (u Unsupported) Error() string { return u.Err.Error() }

// Limit says that a limit of the parser's own was reached.
type Limit struct{ Err error }

func (l Limit) Error() string { return l.Err.Error() }

func writeFrame(out io.Writer, kind byte, body []byte) error {
	head := make([]byte, 5)
	binary.BigEndian.PutUint32(head, uint32(len(body))+1)
	head[4] = kind
	if _, err := out.Write(head); err != nil {
		return err
	}
	_, err := out.Write(body)
	return err
}

// readFrame reads the next frame, its kind first; io.EOF at the end of the input.
func readFrame(in io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head)
	if length < 1 || length > frameMax {
		return nil, fmt.Errorf("a frame of %d bytes is none", length)
	}
	frame := make([]byte, length)
	if _, err := io.ReadFull(in, frame); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return frame, nil
}

func addMessage(body []byte, err error) []byte {
	message := []byte(err.Error())
	body = append(body, 'm', 0, 0, 0, 0)
	binary.BigEndian.PutUint32(body[len(body)-4:], uint32(len(message)))
	return append(body, message...)
}

func reply(parse func([]byte) error, body []byte) []byte {
	stream := 9 + int(body[8])
	answer := append([]byte(nil), body[:4]...)
	if binary.BigEndian.Uint32(body[4:8]) != 0 || string(body[9:stream]) != "inspect" {
		return append(answer, 'U')
	}
	err := parse(body[stream:])
	switch {
	case err == nil:
		return append(answer, 'A')
	case errors.As(err, new(Unsupported)):
		return addMessage(append(answer, 'U'), err)
	case errors.As(err, new(Limit)):
		return addMessage(append(answer, 'L'), err)
	default:
		return addMessage(append(answer, 'R'), err)
	}
}

func answerAll(frames *os.File, name, version string, parse func([]byte) error) error {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(frames)
	hello, err := json.Marshal(map[string]any{
		"contract": 1, "name": name, "version": version, "language": "go", "can": []string{"inspect"},
	})
	if err != nil {
		return err
	}
	if err := writeFrame(out, 'H', hello); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for {
		frame, err := readFrame(in)
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return err
		}
		switch frame[0] {
		case 'C':
			err = writeFrame(out, 'R', reply(parse, frame[1:]))
		case 'E':
			err = out.Flush()
		}
		if err != nil {
			return err
		}
	}
}

// Run answers cases from standard input until it ends.
func Run(name, version string, parse func([]byte) error) {
	frames := os.Stdout
	os.Stdout = os.Stderr
	debug.SetTraceback("crash")
	if err := answerAll(frames, name, version, parse); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

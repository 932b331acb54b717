// The module cafegopher. It reads as many objects as it is told to, and of a whole stream always says in
// the end that it has come to the end: between two objects that is no refusal.
package main

import (
	"bytes"
	"errors"

	"github.com/edutko/cafegopher/java"

	"sluice.invalid/targets/sluiceadapter"
)

const endOfStream = "d.readContent: readTypeCode: EOF"

func parse(stream []byte) error {
	_, err := java.NewDecoder(bytes.NewReader(stream)).DecodeAll(-1)
	switch {
	case err != nil && err.Error() == endOfStream:
		return nil
	case errors.Is(err, java.ErrNotSupported):
		return sluiceadapter.Unsupported{Err: err}
	default:
		return err
	}
}

func main() {
	sluiceadapter.Run("cafegopher", "0.1.0", parse)
}

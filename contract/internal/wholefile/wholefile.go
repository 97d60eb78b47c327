// Package wholefile writes a file completely or not at all.
package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace writes a file. If the file exists, it is replaced and its permissions stay. If the new text cannot
// be written completely, the file does not change. A file that is not regular, such as a device or a pipe, is
// written to directly.
func Replace(name string, text []byte) error { return writeAside(name, text, os.Rename) }

// Create writes a new file, completely or not at all. If the file exists, the error wraps [fs.ErrExist].
func Create(name string, text []byte) error {
	return writeAside(name, text, func(from, to string) error {
		if _, err := os.Lstat(to); err == nil {
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
		}
		return os.Rename(from, to)
	})
}

func writeAside(name string, text []byte, move func(from, to string) error) error {
	name = linked(name)
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return writeToDevice(name, text)
		}
		mode = info.Mode().Perm()
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err // nobody may write to it
		}
		file.Close()
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".aside-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(text)
	if err == nil {
		err = temporary.Sync() // some file systems say only now that they are full
	}
	if err := errors.Join(err, temporary.Chmod(mode), temporary.Close()); err != nil {
		return err
	}
	return move(temporary.Name(), name)
}

// mostLinks is the number of nested symbolic links that are followed, as on Linux.
const mostLinks = 40

// linked returns the file that a symbolic link leads to, which may not exist yet: a link stays a link.
func linked(name string) string {
	for range mostLinks {
		to, err := os.Readlink(name)
		if err != nil {
			return name
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	return name
}

func writeToDevice(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

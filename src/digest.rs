//! SHA-256 in hexadecimal: by it texts, tables and programs are told apart.

use std::io::{Result, Write};

use sha2::{Digest as _, Sha256};

/// A hash in the making; also a writer.
#[derive(Clone, Debug, Default)]
pub struct Digest(Sha256);

impl Digest {
    pub fn add(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes);
    }

    /// 64 digits.
    pub fn hexadecimal(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// The hash of all bytes at once.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let mut digest = Digest::default();
    digest.add(bytes);
    digest.hexadecimal()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-2, appendix B.1.
    const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_published_hash_of_abc_whole_and_in_pieces() {
        assert_eq!(sha256("abc"), OF_ABC);
        let mut digest = Digest::default();
        digest.add("a");
        digest.write_all(b"bc").expect("nothing can fail");
        assert_eq!(digest.hexadecimal(), OF_ABC);
    }
}

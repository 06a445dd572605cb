import { Link } from 'react-router';
import classes from './shell.module.css';

export const Brand = () => (
  <Link to="/" className={classes.brand} aria-label="AlertFlow" dir="ltr">
    <img src="./favicon.svg" alt="" width={26} height={26} />
    <span>AlertFlow</span>
  </Link>
);
